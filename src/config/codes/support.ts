/** Notification (700), what this release supports (800), files (900). */
export const SUPPORT_CODES = {
  'CONF-701': {
    severity: 'warning',
    title: 'second notify of the same kind',
    help: 'only the first counts; delete one',
  },
  'CONF-703': {
    severity: 'warning',
    title: 'no mail will be sent',
    help: 'set both smtp_server and notification_email',
  },
  'CONF-704': { severity: 'warning', title: 'no alerts are switched on', help: 'add smtp_alert' },
  'CONF-705': { severity: 'error', title: 'not a FIFO', help: 'remove it, or name another path' },
  'CONF-706': { severity: 'warning', title: 'FIFO script without FIFO', help: 'add the notify_fifo line' },
  'CONF-707': { severity: 'warning', title: 'not available in a sync group', help: 'put it in the instances' },
  'CONF-800': { severity: 'warning', title: 'not supported, ignored', help: 'delete the line' },
  'CONF-801': { severity: 'error', title: 'not supported and dangerous to ignore', help: 'remove it if you are sure' },
  'CONF-802': {
    severity: 'warning',
    title: 'load balancing (IP_VS) is not provided',
    help: 'run it elsewhere: a node taking the address will not balance',
  },
  'CONF-804': { severity: 'error', title: 'not supported in this form', help: 'use one of the forms that are' },
  'CONF-902': {
    severity: 'warning',
    title: 'everybody on this host can read the password',
    help: 'chmod 600 the file',
  },
  'CONF-903': {
    severity: 'error',
    title: 'configuration file cannot be read',
    help: 'check the path and its permissions',
  },
} as const;
