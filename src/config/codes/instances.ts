/** Instances and groups (400). */
export const INSTANCE_CODES = {
  'CONF-401': {
    severity: 'error',
    title: 'no virtual_router_id',
    help: 'add one: the same number, 1 to 255, on all nodes',
  },
  'CONF-402': { severity: 'error', title: 'no interface', help: 'add interface NAME' },
  'CONF-403': {
    severity: 'error',
    title: 'virtual_router_id used twice',
    help: 'give each instance on an interface its own number',
  },
  'CONF-404': {
    severity: 'warning',
    title: 'nopreempt is dropped with state MASTER',
    help: 'write state BACKUP on all nodes',
  },
  'CONF-405': {
    severity: 'warning',
    title: 'preempt_delay is dropped',
    help: 'use state BACKUP and no nopreempt, or delete preempt_delay',
  },
  'CONF-406': {
    severity: 'warning',
    title: 'nopreempt is dropped with priority 255',
    help: 'use a priority of at most 254',
  },
  'CONF-407': { severity: 'warning', title: 'priority becomes 255', help: 'set priority' },
  'CONF-408': {
    severity: 'warning',
    title: 'priority 255 without owning the address',
    help: 'use a priority of at most 254',
  },
  'CONF-409': {
    severity: 'warning',
    title: 'weights are ignored at priority 255',
    help: 'use a priority of at most 254',
  },
  'CONF-410': {
    severity: 'warning',
    title: 'only the first 8 characters of auth_pass count',
    help: 'shorten it on all nodes',
  },
  'CONF-411': { severity: 'warning', title: 'authentication is ignored', help: 'delete the block' },
  'CONF-412': {
    severity: 'error',
    title: 'address families mixed',
    help: 'use virtual_ipaddress_excluded, or a second instance',
  },
  'CONF-413': { severity: 'warning', title: 'authentication is off', help: 'write both auth_type PASS and auth_pass' },
  'CONF-414': {
    severity: 'warning',
    title: 'advert_int is rounded to whole seconds',
    help: 'use whole seconds, or version 3 on all nodes',
  },
  'CONF-415': {
    severity: 'error',
    title: 'advert_int out of range for the version',
    help: 'version 2: 1 to 255; version 3: 0.01 to 40.95',
  },
  'CONF-416': {
    severity: 'warning',
    title: 'unicast keyword without peers: multicast is used, or FAULT',
    help: 'add unicast_peer { … }',
  },
  'CONF-417': { severity: 'error', title: 'own address among the peers', help: 'list the other nodes only' },
  'CONF-418': { severity: 'error', title: 'peer is wrong', help: 'list each peer once, with min_ttl at most max_ttl' },
  'CONF-419': {
    severity: 'warning',
    title: 'source address is not on this host',
    help: 'set it to an address of this host',
  },
  'CONF-420': { severity: 'warning', title: 'no address to move', help: 'add virtual_ipaddress { … }' },
  'CONF-421': {
    severity: 'warning',
    title: 'more addresses than fit into an advert',
    help: 'move some to virtual_ipaddress_excluded',
  },
  'CONF-422': {
    severity: 'warning',
    title: 'virtual_router_id 51 is in every tutorial',
    help: 'choose another number on shared networks',
  },
  'CONF-423': {
    severity: 'warning',
    title: 'group with one member',
    help: 'list the other members, or delete the group',
  },
  'CONF-424': {
    severity: 'error',
    title: 'group member is wrong',
    help: 'list instances of this file, each in one group',
  },
  'CONF-425': {
    severity: 'warning',
    title: 'weights on members of a group',
    help: 'no weight, or sync_group_tracking_weight in the group',
  },
  'CONF-426': {
    severity: 'warning',
    title: 'members with and without priority 255',
    help: 'use priorities of at most 254',
  },
  'CONF-428': {
    severity: 'warning',
    title: 'VRRP does not run on loopback',
    help: 'name the interface that reaches the peers',
  },
  'CONF-429': { severity: 'info', title: 'the source is the address of the interface anyway', help: 'not needed' },
  'CONF-430': {
    severity: 'warning',
    title: 'strict mode without its packet filter',
    help: 'delete it, and write no_accept where you want it',
  },
  'CONF-431': {
    severity: 'warning',
    title: 'all_bad keep in a sync group',
    help: 'write all_bad release, or take the instance out of the group',
  },
  'CONF-432': {
    severity: 'error',
    title: 'version 3 without an address in virtual_ipaddress',
    help: 'add virtual_ipaddress { … }, or use version 2 on all nodes',
  },
  'CONF-433': { severity: 'warning', title: 'not in strict mode', help: 'delete it, or leave strict mode' },
  'CONF-440': {
    severity: 'info',
    title: 'unicast with a virtual MAC',
    help: 'write vmac_xmit_base, as keepalived assumes it',
  },
  'CONF-441': { severity: 'warning', title: 'a word of use_vmac without it', help: 'add use_vmac, or delete the line' },
  'CONF-442': {
    severity: 'error',
    title: 'two virtual interfaces of one name',
    help: 'give one another name: use_vmac NAME',
  },
  'CONF-443': { severity: 'warning', title: 'no_accept with priority 255', help: 'delete it, or lower the priority' },
} as const;
