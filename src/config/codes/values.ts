/** Single values (200). */
export const VALUE_CODES = {
  'CONF-201': { severity: 'error', title: 'not a number', help: 'write a plain number' },
  'CONF-202': { severity: 'error', title: 'out of range', help: 'choose a value within the range' },
  'CONF-203': { severity: 'warning', title: 'too many decimals', help: 'write fewer decimals' },
  'CONF-204': { severity: 'error', title: 'not a boolean word', help: 'use true, on, yes or false, off, no' },
  'CONF-205': { severity: 'warning', title: 'switched on whatever follows', help: 'delete the line to switch it off' },
  'CONF-206': { severity: 'error', title: 'not an IP address', help: 'write an address such as 192.0.2.10' },
  'CONF-207': { severity: 'error', title: 'punctuation after an address', help: 'one address a line, no comma' },
  'CONF-208': {
    severity: 'error',
    title: 'not a prefix length',
    help: 'write the length behind a slash, for example /24',
  },
  'CONF-209': {
    severity: 'error',
    title: 'cannot be an interface name',
    help: 'at most 15 bytes and no slash; see ip link',
  },
  'CONF-210': {
    severity: 'warning',
    title: 'no such interface on this host',
    help: 'see ip link for the names on this host',
  },
  'CONF-211': {
    severity: 'error',
    title: 'no such user or group on this host',
    help: 'create it, or name another one',
  },
  'CONF-212': {
    severity: 'error',
    title: 'none of the words that may stand here',
    help: 'use one of the words listed',
  },
  'CONF-213': { severity: 'warning', title: '0 is taken as 1', help: 'write 1' },
  'CONF-214': {
    severity: 'warning',
    title: 'older keepalived rejects fractions here',
    help: 'use whole seconds while such nodes run',
  },
  'CONF-215': {
    severity: 'error',
    title: 'not a multicast address',
    help: 'use 224.0.0.18, for IPv6 ff02::12, or delete the line',
  },
} as const;
