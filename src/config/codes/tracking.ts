/** Tracking, priorities and times (600). */
export const TRACKING_CODES = {
  'CONF-601': { severity: 'warning', title: 'number without the word weight', help: 'write NAME weight NUMBER' },
  'CONF-602': {
    severity: 'warning',
    title: 'a failing check does not move the address',
    help: 'a weight larger than the difference of the priorities, or none: a failing check then leads to FAULT',
  },
  'CONF-603': {
    severity: 'warning',
    title: 'with all checks good another node wins than by priority',
    help: 'give every node the check, or use a negative weight',
  },
  'CONF-604': {
    severity: 'warning',
    title: 'effective priority would leave 1 to 254',
    help: 'lower the weight, or move the priority away from the end',
  },
  'CONF-605': {
    severity: 'info',
    title: 'weights cannot be judged from one node',
    help: 'compare with the priority of the peers: weight must exceed the difference',
  },
  'CONF-606': {
    severity: 'warning',
    title: 'weights do not move the address with nopreempt',
    help: 'drop the weight: a failing check then leads to FAULT',
  },
  'CONF-607': {
    severity: 'error',
    title: 'nodes differ in what must be equal',
    help: 'write it once, outside nodes: both would be MASTER',
  },
  'CONF-608': {
    severity: 'warning',
    title: 'two nodes with the same priority',
    help: 'give each node a priority of its own: among equals the higher address wins',
  },
  'CONF-609': {
    severity: 'error',
    title: 'unicast peers do not name each other',
    help: 'write unicast: true, which makes the lists from the addresses of the nodes',
  },
  'CONF-610': {
    severity: 'warning',
    title: 'two nodes ask for MASTER',
    help: 'leave state out: priority decides',
  },
  'CONF-611': { severity: 'warning', title: 'moves only when the host or the link dies', help: 'add track_script' },
  'CONF-612': {
    severity: 'info',
    title: 'when the check fails on all nodes, nobody keeps the address',
    help: 'let one keep it: all_bad keep',
  },
  'CONF-613': {
    severity: 'warning',
    title: 'no such interface to track',
    help: 'see ip link for the names on this host',
  },
  'CONF-615': {
    severity: 'error',
    title: 'this host is none of the nodes, or more than one',
    help: 'name it: --node NAME, or VIPWARD_NODE',
  },
  'CONF-616': { severity: 'info', title: 'slow failover', help: 'lower interval, fall or advert_int' },
  'CONF-617': {
    severity: 'warning',
    title: 'a short pause of the host is enough for a takeover',
    help: 'raise advert_int',
  },
  'CONF-618': {
    severity: 'warning',
    title: 'preempt_delay also delays the takeover from a node whose weighted check fails',
    help: 'drop the weight: a failing check then leads to FAULT, which no delay holds back',
  },
  'CONF-620': { severity: 'error', title: 'member of a group is not defined', help: 'define it, or correct the name' },
  'CONF-621': { severity: 'error', title: 'group holds itself', help: 'take one of the members away' },
  'CONF-622': { severity: 'error', title: 'groups in groups, more than 8 deep', help: 'name the checks directly' },
  'CONF-623': {
    severity: 'error',
    title: 'group can never be good',
    help: 'name members in of { }, and need at most as many as there are',
  },
  'CONF-624': { severity: 'error', title: 'nothing to watch', help: 'add the line' },
  'CONF-625': { severity: 'error', title: 'quorum_max below quorum', help: 'make quorum_max at least quorum' },
  'CONF-626': {
    severity: 'warning',
    title: 'a lost link counts later than a backup waits for adverts',
    help: 'make the delay shorter, or down_timer_adverts larger',
  },
} as const;
