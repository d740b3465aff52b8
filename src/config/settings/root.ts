import { block, FLAG, INTERFACE, OPTIONAL, ownRows, rows, WORD, WORDS } from './setting.ts';
import { ANY_SECONDS, seconds, wholeSeconds } from './setting.ts';

const LVS = 'load balancing (IP_VS) is not provided';

/** Root blocks and root lines; `keepalived-conf.md` 2.1. */
export const ROOT_SETTINGS = [
  ...ownRows('root', [
    ['A', 'check', block('check', 'one'), '', 'a check that needs no process'],
    ['A', 'check_group', block('check_group', 'one'), '', 'checks that are tracked as one'],
  ]),
  ...rows('root', [
    ['A', 'global_defs', block('global_defs'), '', 'settings of the whole daemon'],
    ['A', 'vrrp_script', block('vrrp_script', 'one'), '', 'a check that runs a command'],
    ['A', 'vrrp_instance', block('vrrp_instance', 'one'), '', 'one virtual router and its addresses'],
    ['A', 'vrrp_sync_group', block('vrrp_sync_group', 'one'), '', 'instances that change state together'],
    ['A', 'vrrp_track_process', block('vrrp_track_process', 'one'), '', 'a check that counts processes'],
    ['A', 'track_file', block('track_file', 'one'), '', 'a check that reads a number from a file'],
    ['A', 'vrrp_track_file', block('track_file', 'one'), '', 'a check that reads a number', { alias: 'track_file' }],
    ['A', 'track_group', block('track_group', 'one'), '', 'instances that need the interfaces of static lines'],
    ['A', 'static_ipaddress', block('addresses'), '', 'addresses that this host has while vipward runs'],
    ['A', 'static_routes', block('routes'), '', 'routes that this host has while vipward runs'],
    ['A', 'static_rules', block('rules'), '', 'policy rules that this host has while vipward runs'],
    ['A', 'garp_group', block('garp_group', 'any'), '', 'gaps between ARPs on interfaces behind one switch'],
    ['A', 'interface_up_down_delays', block('interfaces'), '', 'IF DOWN [UP]: seconds until down, or up, counts'],
    [
      'A',
      'linkbeat_interfaces',
      block('interfaces'),
      '',
      'IF [MII, ETHTOOL or IOCTL]: its driver is asked for the link',
    ],
    ['A', 'linkbeat_use_polling', FLAG, 'off', 'drivers are asked each second whether there is a link'],
    ['C', 'bfd_instance', block('opaque', 'one'), '', 'BFD is not provided'],
    ['C', 'virtual_server', block('opaque', 'any'), '', LVS],
    ['C', 'virtual_server_group', block('opaque', 'any'), '', LVS],
    ['C', 'SSL', block('opaque', 'any'), '', LVS],
    ['D', 'net_namespace', WORD, '', 'the addresses would land in the wrong network namespace'],
    ['C', 'net_namespace_ipvs', OPTIONAL, '', LVS],
    ['C', 'namespace_with_ipsets', FLAG, '', 'no ipset is used'],
    ['A', 'instance', WORD, '', 'name of this daemon among several on one host: in its log, and of its folders'],
    ['C', 'use_pid_dir', FLAG, '', 'vipward has its own runtime directory'],
    ['C', 'child_wait_time', wholeSeconds(0, 3600), '5', 'there are no child daemons to wait for'],
  ]),
];

/** `track_group`, `garp_group`; `keepalived-conf.md` 2.1, 2.12. */
export const GROUPING_SETTINGS = [
  ...rows('track_group', [['A', 'group', block('names'), '', 'instances that belong together']]),
  ...rows('garp_group', [
    ['A', 'garp_interval', seconds(0, ANY_SECONDS), '', 'seconds between ARPs of the group'],
    ['A', 'gna_interval', seconds(0, ANY_SECONDS), '', 'seconds between neighbour adverts of the group'],
    ['A', 'interface', INTERFACE, '', 'the interface'],
    ['A', 'interfaces', block('names'), '', 'the interfaces, which share one gap'],
  ]),
  ...rows('auth_hmac', [
    ['D', 'key', WORDS, '', 'peers would refuse our packets'],
    ['D', 'active_key', WORDS, '', 'peers would refuse our packets'],
    ['D', 'time_window', WORDS, '', 'peers would refuse our packets'],
    ['D', 'anti_replay', WORDS, '', 'peers would refuse our packets'],
    ['D', 'mode', WORDS, '', 'peers would refuse our packets'],
  ]),
];
