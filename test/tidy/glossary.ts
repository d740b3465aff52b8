/** One word for one thing: keepalived's for states and keywords, RFC 9568's for timers and packet fields. */

export interface Term {
  readonly word: string;
  readonly rfc9568: string;
  readonly keepalived: string;
  /** Synonyms that no exported name may contain. */
  readonly refused: readonly string[];
  /** Below `src`; everywhere unless given. Elsewhere the synonym means something else. */
  readonly folders?: readonly string[];
}

export const TERMS: readonly Term[] = [
  { word: 'master', rfc9568: 'Active Router', keepalived: 'MASTER', refused: ['leader', 'primaryNode', 'activeNode'] },
  { word: 'backup', rfc9568: 'Backup Router', keepalived: 'BACKUP', refused: ['standby', 'follower', 'secondaryNode'] },
  { word: 'advert', rfc9568: 'ADVERTISEMENT', keepalived: 'advert', refused: ['heartbeatPacket', 'keepalivePacket'] },
  {
    word: 'advert',
    rfc9568: 'ADVERTISEMENT',
    keepalived: 'advert',
    refused: ['hello', 'heartbeat'],
    folders: ['vrrp', 'wire'],
  },
  {
    word: 'masterDown',
    rfc9568: 'Active_Down_Timer',
    keepalived: 'ms_down_timer',
    refused: ['deadTimer', 'deadInterval'],
  },
  {
    word: 'vip',
    rfc9568: 'IPvX address',
    keepalived: 'virtual_ipaddress',
    refused: ['floatingIp', 'sharedIp', 'serviceIp'],
  },
  { word: 'skewTime', rfc9568: 'Skew_Time', keepalived: 'skew', refused: ['jitter'], folders: ['vrrp', 'dataplane'] },
  { word: 'vrid', rfc9568: 'VRID', keepalived: 'virtual_router_id', refused: ['groupId', 'routerNumber'] },
];
