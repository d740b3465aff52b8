import type { ExitConvention } from '../../model/probe.ts';
import { counting, judging } from './judging.ts';
import {
  ANY_COUNT,
  ANY_SECONDS,
  block,
  BOOLEAN,
  COMMAND,
  duration,
  FLAG,
  integer,
  oneOf,
  OPTIONAL,
  PATH,
} from './setting.ts';
import { MODE, ownRows, rows, SECRET_FILE, seconds, USER, weight, WORDS } from './setting.ts';

const FIRST = { repeat: 'first' } as const;
const EXIT_CONVENTIONS: readonly ExitConvention[] = [
  'keepalived',
  'nagios',
  'ocf',
  'consul',
  'sysexits',
  'systemd',
  'lsb',
];

/** keepalived's own times: seconds without a unit. */
const SECONDS = seconds(0, ANY_SECONDS, 3);
const PROBE_TIME = duration(10, 3_600_000);

/** `vrrp_script`, `check`, `vrrp_track_process`, `track_file`; `keepalived-conf.md` 2.5 to 2.7. */
export const TRACKER_SETTINGS = [
  ...rows('vrrp_script', [
    ['A', 'script', COMMAND, '', 'the command, one quoted word'],
    ...counting(SECONDS, 'interval'),
    ['A', 'user', USER, 'script_user', 'who the command runs as'],
  ]),
  ...ownRows('vrrp_script', [
    ...judging('decides'),
    ['A', 'exit', oneOf(...EXIT_CONVENTIONS), 'keepalived', 'what its exit codes mean'],
    ['A', 'exit_weights', block('pairs'), '', 'points by exit code, instead of weight'],
    ['A', 'shell', BOOLEAN, 'off', 'the command is a line for /bin/sh -c'],
    ['A', 'env', block('pairs'), '', 'variables of the script: NAME VALUE'],
    ['A', 'env_pass', block('names'), '', 'names of variables of the daemon that the script gets too'],
    ['A', 'env_file', SECRET_FILE, '', 'file with lines NAME=value; may be repeated', { repeat: 'merge' }],
    ['A', 'env_secret', block('pairs'), '', 'NAME FILE: the content of the file, never shown'],
    ['A', 'cwd', PATH, '/', 'directory that the script starts in'],
    ['A', 'umask', MODE, 'that of global_defs', 'mode mask of files that the script makes'],
    ['A', 'nice', integer(-20, 19), '0', 'niceness'],
    ['A', 'nofile', integer(3, ANY_COUNT), '', 'most open files'],
    ['A', 'nproc', integer(1, ANY_COUNT), '', 'most processes of its user'],
    ['A', 'as_mb', integer(1, ANY_COUNT), '', 'most address space, in MiB'],
    ['A', 'cpu_s', integer(1, ANY_COUNT), '', 'most CPU time, in seconds'],
    ['A', 'kill_grace', duration(0, 60_000), '500ms', 'from SIGTERM at the time limit to SIGKILL'],
    ['A', 'backend', oneOf('auto', 'direct', 'execa'), 'auto', 'how the script is started'],
    ['A', 'weight_from', oneOf('stdout'), '', 'the first line of its output is the number of points'],
  ]),
  ...rows('check', [
    ['A', 'tcp', block('tcp'), '', 'a connection to a port'],
    ['A', 'http', block('http'), '', 'a request to a web server'],
    ['A', 'dns', block('dns'), '', 'a question to a name server'],
    ['A', 'redis', block('redis'), '', 'PING to a Redis server'],
    ['A', 'file', block('file'), '', 'age, size or content of a file'],
    ['A', 'process', block('process'), '', 'processes that live'],
    ['A', 'mysql', block('mysql'), '', 'a login to MySQL, MariaDB or mycat, and a query'],
    ['A', 'ping', block('ping'), '', 'neighbours that answer pings'],
    ['A', 'arp', block('arp'), '', 'neighbours that answer ARP'],
    ['A', 'systemd', block('systemd'), '', 'the state of a unit'],
    ...counting(PROBE_TIME, 'interval, at most 1s'),
    ...judging('counts'),
    ['A', 'weight_from', oneOf('value'), '', 'weight times the number that the probe reads'],
  ]),
  ...rows('vrrp_track_process', [
    ['A', 'process', WORDS, '', 'name or path, with parameters'],
    ['A', 'param_match', OPTIONAL, 'exact', 'how parameters are compared'],
    ['A', 'full_command', FLAG, 'off', 'compare the full command line'],
    ['A', 'weight', weight(254), '0', 'what the result adds to the priority', FIRST],
    ['A', 'quorum', integer(1, 65_535), '1', 'least number of processes'],
    ['A', 'quorum_max', integer(0, 65_535), 'unlimited', 'largest number of processes'],
    [
      'A',
      'delay',
      seconds(0.000_001, 3600),
      '0',
      'how long a change of the number must last before it counts, either way',
    ],
    ['A', 'fork_delay', seconds(0.000_001, 3600), 'delay', 'the same for starts'],
    ['A', 'terminate_delay', seconds(0.000_001, 3600), 'delay', 'the same for ends'],
  ]),
  ...rows('track_file', [
    ['A', 'file', PATH, '', 'file that holds a number'],
    ['A', 'weight', weight(254), '1', 'factor of the number', FIRST],
    [
      'A',
      'init_file',
      WORDS,
      'no',
      'at the start of the daemon: make the file with a number, 0; overwrite: also when it is there',
    ],
  ]),
];

/** `vrrp_sync_group`; `keepalived-conf.md` 2.8. */
export const GROUP_SETTINGS = [
  ...ownRows('vrrp_sync_group', [['A', 'track_check', block('tracked'), '', 'checks and groups of every member']]),
  ...rows('vrrp_sync_group', [
    ['A', 'group', block('names'), '', 'instances that change state together', FIRST],
    ['A', 'track_script', block('tracked'), '', 'checks of every member'],
    ['A', 'track_interface', block('tracked'), '', 'interfaces of every member'],
    ['A', 'track_file', block('tracked'), '', 'files of every member'],
    ['A', 'track_process', block('tracked'), '', 'processes of every member'],
    ['D', 'track_bfd', block('tracked'), '', 'a failover condition would be lost'],
    ['A', 'notify', COMMAND, '', 'after every change', FIRST],
    ['A', 'notify_master', COMMAND, '', 'after becoming MASTER', FIRST],
    ['A', 'notify_backup', COMMAND, '', 'after becoming BACKUP', FIRST],
    ['A', 'notify_fault', COMMAND, '', 'after entering FAULT', FIRST],
    ['A', 'notify_stop', COMMAND, '', 'at the stop', FIRST],
    ['A', 'smtp_alert', BOOLEAN, 'smtp_alert_vrrp', 'mail changes of the group'],
    ['A', 'notify_priority_changes', BOOLEAN, 'off', 'priority events of its members on the pipe'],
    ['A', 'sync_group_tracking_weight', FLAG, 'off', 'permit weights on members'],
    ['A', 'global_tracking', FLAG, 'off', 'permit weights', { alias: 'sync_group_tracking_weight' }],
  ]),
];
