import { OPTIONAL, rows, type Tier, WORDS } from './setting.ts';

const UNIT = 'set it in the unit file (Nice=, CPUSchedulingPolicy=)';
const NAMES = 'the processes have fixed names';
const LVS = 'load balancing (IP_VS) is not provided';
const SNMP = 'there is no SNMP agent';
const DBUS = 'there is no D-Bus interface';
const FILES = 'vipward has its own files';
const BFD = 'BFD is not provided';

const scheduling = (prefix: string, reason: string): readonly (readonly [string, string])[] =>
  ['priority', 'no_swap', 'rt_priority', 'cpu_affinity', 'rlimit_rttime', 'rlimit_rtime'].map(
    (word) => [`${prefix}_${word}`, reason] as const,
  );

const netlink = ['cmd', 'monitor'].flatMap((part) =>
  ['', '_force'].map((force) => [`lvs_netlink_${part}_rcv_bufs${force}`, LVS] as const),
);

const IGNORED: readonly (readonly [keyword: string, reason: string])[] = [
  ...scheduling('vrrp', UNIT),
  ...scheduling('checker', LVS),
  ...scheduling('lvs', LVS),
  ...scheduling('bfd', BFD),
  ...netlink,
  ['max_auto_priority', UNIT],
  ['min_auto_priority_delay', UNIT],
  ['process_names', NAMES],
  ['process_name', NAMES],
  ['vrrp_process_name', NAMES],
  ['checker_process_name', NAMES],
  ['lvs_process_name', NAMES],
  ['bfd_process_name', NAMES],
  ['reload_time_file', 'reload with a timer unit instead'],
  ['reload_repeat', 'reload with a timer unit instead'],
  ['reload_file', 'reload with vipward reload instead'],
  ['config_save_dir', FILES],
  ['tmp_config_directory', FILES],
  ['json_version', FILES],
  ['data_use_instance', FILES],
  ['snmp_socket', SNMP],
  ['enable_traps', SNMP],
  ['enable_snmp_vrrp', SNMP],
  ['enable_snmp_keepalived', SNMP],
  ['enable_snmp_rfc', SNMP],
  ['enable_snmp_rfcv2', SNMP],
  ['enable_snmp_rfcv3', SNMP],
  ['enable_snmp_checker', SNMP],
  ['snmp_vs_stats_update_interval', SNMP],
  ['snmp_rs_stats_update_interval', SNMP],
  ['enable_dbus', DBUS],
  ['dbus_service_name', DBUS],
  ['dbus_no_interface_name', DBUS],
  ['lvs_sync_daemon', LVS],
  ['lvs_timeouts', LVS],
  ['lvs_flush', LVS],
  ['lvs_flush_on_stop', LVS],
  ['lvs_flush_onstop', LVS],
  ['lvs_notify_fifo', LVS],
  ['lvs_notify_fifo_script', LVS],
  ['nftables_ipvs', LVS],
  ['nftables_ipvs_priority', LVS],
  ['nftables_ipvs_start_fwmark', LVS],
  ['checker_log_all_failures', LVS],
  ['smtp_alert_checker', LVS],
  ['no_checker_emails', LVS],
  ['rs_init_notifies', LVS],
];

const BARE = new Set(['lvs_flush', 'process_names', 'enable_dbus', 'enable_traps', 'reload_repeat']);

/** Process, reload, output, SNMP, D-Bus and LVS words of `global_defs`; `keepalived-conf.md` 2.4. */
export const GLOBAL_PROCESS_SETTINGS = rows(
  'global_defs',
  IGNORED.map(([keyword, reason]) => ['C' as Tier, keyword, BARE.has(keyword) ? OPTIONAL : WORDS, '', reason] as const),
);
