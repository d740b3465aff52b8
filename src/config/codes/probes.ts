/** Probes that need no process (330 to 349). */
export const PROBE_CODES = {
  'CONF-330': {
    severity: 'error',
    title: 'not a time',
    help: 'a number with ms, s, m or h behind it, for example 500ms; seconds when nothing is',
  },
  'CONF-331': {
    severity: 'error',
    title: 'not a regular expression',
    help: 'text, or a pattern of JavaScript between slashes, for example "/^220 /"',
  },
  'CONF-332': {
    severity: 'error',
    title: 'not a list of numbers',
    help: 'numbers and spans with commas and no blanks, for example 200-299,401',
  },
  'CONF-333': {
    severity: 'info',
    title: 'weak probe: a hanging service is healthy to it',
    help: 'add expect, and send where the client speaks first; or use http, redis, dns',
  },
  'CONF-334': {
    severity: 'error',
    title: 'not a URL that can be asked',
    help: 'http:// or https://, host, port and path, for example http://127.0.0.1:8080/health',
  },
  'CONF-335': { severity: 'error', title: 'two address families', help: 'use addresses of one family' },
  'CONF-336': {
    severity: 'warning',
    title: 'pattern may take very long',
    help: 'write it without a repetition around a repetition',
  },
  'CONF-337': { severity: 'error', title: 'settings that do not go together', help: 'delete one of the two' },
  'CONF-338': { severity: 'error', title: 'not text that can be sent', help: 'write it as the protocol has it' },
  'CONF-339': {
    severity: 'error',
    title: 'a file of the check cannot be read',
    help: 'create it, or correct the path; until then the check counts as failed',
  },
  'CONF-340': {
    severity: 'warning',
    title: 'everybody on this host can read the secret',
    help: 'chmod 600 the file, and let its owner be the user of the daemon',
  },
} as const;
