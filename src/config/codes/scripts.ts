/** Commands of checks and notifications (300). */
export const SCRIPT_CODES = {
  'CONF-301': {
    severity: 'warning',
    title: 'script defined after its use',
    help: 'move the vrrp_script above the vrrp_instance',
  },
  'CONF-302': { severity: 'error', title: 'tracked name is not defined', help: 'define it, or correct the name' },
  'CONF-303': { severity: 'info', title: 'script is never tracked', help: 'name it in a track_script block' },
  'CONF-304': { severity: 'error', title: 'no command', help: 'add a script line' },
  'CONF-305': { severity: 'error', title: 'words after the command are lost', help: 'quote the whole command' },
  'CONF-306': { severity: 'warning', title: 'not an absolute path', help: 'write the path from / on' },
  'CONF-307': { severity: 'warning', title: 'found through PATH', help: 'write the full path' },
  'CONF-308': { severity: 'error', title: 'file does not exist', help: 'create it, or correct the path' },
  'CONF-309': { severity: 'error', title: 'cannot be executed', help: 'chmod 755 the file, and let its user reach it' },
  'CONF-310': {
    severity: 'warning',
    title: 'others can change what runs as root',
    help: 'owner root, no write permission for group and others',
  },
  'CONF-311': {
    severity: 'warning',
    title: 'scripts run without the path check',
    help: 'add enable_script_security to global_defs',
  },
  'CONF-312': { severity: 'warning', title: 'script runs as root', help: 'set script_user in global_defs' },
  'CONF-313': {
    severity: 'error',
    title: 'no user to run as',
    help: 'script_user root, or create the user keepalived_script',
  },
  'CONF-314': {
    severity: 'warning',
    title: 'no shell here',
    help: 'put it in a script file with #!/bin/sh: the exit code of its last command decides',
  },
  'CONF-315': {
    severity: 'warning',
    title: 'looks at the process table only',
    help: 'ask the service itself, see checks/',
  },
  'CONF-316': { severity: 'warning', title: 'works only where /bin/sh is bash', help: 'use a script with #!/bin/bash' },
  'CONF-317': {
    severity: 'warning',
    title: 'check stops the failover daemon',
    help: 'return non-zero instead; the daemon then moves the address',
  },
  'CONF-318': {
    severity: 'warning',
    title: 'time limit longer than the interval',
    help: 'make interval at least timeout',
  },
  'CONF-319': {
    severity: 'warning',
    title: 'command may take longer than its time limit',
    help: 'raise timeout, or lower the limit in the command',
  },
  'CONF-320': { severity: 'error', title: 'check cannot run', help: 'repair it; until then it counts as failed' },
  'CONF-321': { severity: 'error', title: 'no #! line', help: 'let the first line be #!/bin/sh' },
  'CONF-322': {
    severity: 'warning',
    title: 'interpreter name ends in a carriage return',
    help: "sed -i 's/\\\\r$//' on the file",
  },
  'CONF-323': { severity: 'error', title: 'interpreter does not exist', help: 'install it, or correct the first line' },
  'CONF-324': {
    severity: 'info',
    title: 'keepalived ignores init_fail for tracked scripts',
    help: 'nothing to do: it is honoured here',
  },
  'CONF-325': { severity: 'warning', title: 'files the script writes get mode 0600', help: 'set umask 0022' },
  'CONF-326': { severity: 'info', title: 'starts many processes', help: 'use a longer interval' },
} as const;
