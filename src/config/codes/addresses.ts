/** Address lines (500). */
export const ADDRESS_CODES = {
  'CONF-501': { severity: 'info', title: 'address without prefix length', help: 'fine: it stands for itself alone' },
  'CONF-502': {
    severity: 'warning',
    title: 'address in no network of its interface',
    help: 'check dev and the address',
  },
  'CONF-503': {
    severity: 'warning',
    title: 'prefix differs from the network of the interface',
    help: 'use the same prefix length',
  },
  'CONF-504': { severity: 'error', title: "this host's own address", help: 'choose an address that no host has' },
  'CONF-505': { severity: 'error', title: 'address in two instances', help: 'leave it in one' },
  'CONF-506': { severity: 'warning', title: 'address listed twice', help: 'delete one' },
  'CONF-507': { severity: 'error', title: 'label too long', help: 'at most 15 characters' },
  'CONF-508': { severity: 'warning', title: 'label does not start with the device', help: 'write DEVICE:NAME' },
  'CONF-509': {
    severity: 'error',
    title: 'no broadcast address possible',
    help: 'delete brd, or use a prefix of /30 or shorter',
  },
  'CONF-510': { severity: 'warning', title: 'broadcast does not fit', help: 'brd +' },
  'CONF-511': { severity: 'error', title: 'cannot be a virtual address', help: 'use a host address of the network' },
  'CONF-512': { severity: 'error', title: 'two addresses on one line', help: 'one address a line' },
  'CONF-513': { severity: 'error', title: 'not an option of an address', help: 'options: dev, scope, brd, label' },
  'CONF-514': {
    severity: 'warning',
    title: 'first IPv6 address should be link-local',
    help: 'list an fe80:: address first',
  },
  'CONF-516': { severity: 'warning', title: 'old word in a route', help: 'write the current word' },
  'CONF-517': {
    severity: 'error',
    title: 'advert does not fit the interface',
    help: 'move addresses to virtual_ipaddress_excluded',
  },
  'CONF-518': { severity: 'error', title: 'not a route, rule or static address', help: 'write it as ip(8) takes it' },
  'CONF-519': { severity: 'warning', title: 'track_group without effect', help: 'correct the name, or delete it' },
} as const;
