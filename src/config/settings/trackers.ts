import { ANY_COUNT, ANY_SECONDS, block, BOOLEAN, COMMAND, FLAG, integer, OPTIONAL, PATH } from './setting.ts';
import { type Row, rows } from './setting.ts';
import { seconds, USER, weight, WORDS } from './setting.ts';

const FIRST = { repeat: 'first' } as const;

/** How a check's results become a state: the same words for commands and for probes that need no process. */
const JUDGING: readonly Row[] = [
  ['A', 'interval', seconds(0, ANY_SECONDS, 3), '1', 'seconds from start to start'],
  ['A', 'timeout', seconds(0, ANY_SECONDS, 3), 'interval', 'seconds until a run counts as failed'],
  ['A', 'rise', integer(1, ANY_COUNT), '1', 'successes in a row to become good'],
  ['A', 'fall', integer(1, ANY_COUNT), '1', 'failures in a row to become bad'],
  ['A', 'weight', weight(253), '0', 'what the result adds to the priority; 0: bad is FAULT'],
  ['A', 'init_fail', FLAG, 'off', 'start as failed'],
];

/** `vrrp_script`, `check`, `vrrp_track_process`, `track_file`; `keepalived-conf.md` 2.5 to 2.7. */
export const TRACKER_SETTINGS = [
  ...rows('vrrp_script', [
    ['A', 'script', COMMAND, '', 'the command, one quoted word'],
    ...JUDGING,
    ['A', 'user', USER, 'script_user', 'who the command runs as'],
  ]),
  ...rows('check', [
    ['A', 'tcp', block('tcp'), '', 'a connection to a port'],
    ['A', 'http', block('http'), '', 'a request to a web server'],
    ['A', 'dns', block('dns'), '', 'a question to a name server'],
    ['A', 'redis', block('redis'), '', 'PING to a Redis server'],
    ['A', 'file', block('file'), '', 'age, size or content of a file'],
    ...JUDGING,
  ]),
  ...rows('vrrp_track_process', [
    ['A', 'process', WORDS, '', 'name or path, with parameters'],
    ['A', 'param_match', OPTIONAL, 'exact', 'how parameters are compared'],
    ['A', 'full_command', FLAG, 'off', 'compare the full command line'],
    ['A', 'weight', weight(254), '0', 'what the result adds to the priority', FIRST],
    ['A', 'quorum', integer(1, 65_535), '1', 'least number of processes'],
    ['A', 'quorum_max', integer(0, 65_535), 'unlimited', 'largest number of processes'],
    ['B', 'delay', seconds(0.000_001, 3600), '0', 'debounce of starts and ends'],
    ['B', 'fork_delay', seconds(0.000_001, 3600), '0', 'debounce of starts'],
    ['B', 'terminate_delay', seconds(0.000_001, 3600), '0', 'debounce of ends'],
  ]),
  ...rows('track_file', [
    ['A', 'file', PATH, '', 'file that holds a number'],
    ['A', 'weight', weight(254), '1', 'factor of the number', FIRST],
    ['B', 'init_file', WORDS, 'no', 'create the file at start'],
  ]),
];

const LATER = 'instances change state together';

/** `vrrp_sync_group`; `keepalived-conf.md` 2.8. */
export const GROUP_SETTINGS = rows('vrrp_sync_group', [
  ['A', 'group', block('names'), '', LATER, FIRST],
  ['A', 'track_script', block('tracked'), '', 'checks of every member'],
  ['A', 'track_check', block('tracked'), '', 'checks of every member'],
  ['A', 'track_interface', block('tracked'), '', 'interfaces of every member'],
  ['A', 'track_file', block('tracked'), '', 'files of every member'],
  ['A', 'track_process', block('tracked'), '', 'processes of every member'],
  ['D', 'track_bfd', block('tracked'), '', 'a failover condition would be lost'],
  ['A', 'notify', COMMAND, '', 'after every change', FIRST],
  ['A', 'notify_master', COMMAND, '', 'after becoming MASTER', FIRST],
  ['A', 'notify_backup', COMMAND, '', 'after becoming BACKUP', FIRST],
  ['A', 'notify_fault', COMMAND, '', 'after entering FAULT', FIRST],
  ['A', 'notify_stop', COMMAND, '', 'at the stop', FIRST],
  ['B', 'smtp_alert', BOOLEAN, 'smtp_alert_vrrp', 'mail changes'],
  ['B', 'notify_priority_changes', BOOLEAN, 'off', 'priority events on the pipe'],
  ['A', 'sync_group_tracking_weight', FLAG, 'off', 'permit weights on members'],
  ['A', 'global_tracking', FLAG, 'off', 'permit weights', { alias: 'sync_group_tracking_weight' }],
]);
