/** Probes of processes, databases, neighbours and units (350). */
export const SERVICE_PROBE_CODES = {
  'CONF-350': {
    severity: 'info',
    title: 'the kernel keeps 15 bytes of a name',
    help: 'compare with ps -o comm; use exe or cmdline for all of it',
  },
  'CONF-351': {
    severity: 'error',
    title: 'a probe that can never be healthy',
    help: 'lower the one, or raise the other',
  },
  'CONF-352': {
    severity: 'info',
    title: 'a pid file alone cannot tell whether its number was given to another program',
    help: 'add the line name, as ps -o comm shows it',
  },
  'CONF-353': {
    severity: 'info',
    title: 'mycat answers this query itself',
    help: 'query a small table that reaches each data node, or use mycat_heartbeat',
  },
  'CONF-354': {
    severity: 'error',
    title: 'a probe needs longer than its time limit',
    help: 'raise interval and timeout, or lower count, spacing or reply_within',
  },
  'CONF-355': { severity: 'error', title: 'this probe speaks IPv4 only', help: 'write an IPv4 address' },
  'CONF-356': {
    severity: 'error',
    title: 'not the name of a systemd unit',
    help: 'write it as systemctl list-units shows it',
  },
} as const;
