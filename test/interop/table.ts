/** What vipward is tried with, as data: `test/lab/interop` runs these rows, `docs/interop.md` shows them. */

export type Make = 'vipward' | 'keepalived' | 'FRR';

export interface Protocol {
  readonly version: 2 | 3;
  readonly family: 4 | 6;
  readonly cast: 'multicast' | 'unicast';
  readonly auth: 'none' | 'PASS';
}

/** What a row's routers go through. `life`: everything that can happen to a pair. */
export type Subject = 'life' | 'nopreempt' | 'election';

export interface Row {
  readonly subject: Subject;
  readonly protocol: Protocol;
  /** The routers, the one with the highest priority first. */
  readonly makes: readonly Make[];
  /** Why this cannot be tried; without it, it is. */
  readonly impossible?: string;
}

const VERSIONS = [2, 3] as const;
const FAMILIES = [4, 6] as const;
const CASTS = ['multicast', 'unicast'] as const;
const AUTHS = ['none', 'PASS'] as const;
const PEERS: readonly Make[] = ['keepalived', 'FRR', 'vipward'];

/** Every combination that can be written down. */
export const PROTOCOLS: readonly Protocol[] = VERSIONS.flatMap((version) =>
  FAMILIES.flatMap((family) =>
    CASTS.flatMap((cast) => AUTHS.map((auth): Protocol => ({ version, family, cast, auth }))),
  ),
);

const V2: Protocol = { version: 2, family: 4, cast: 'multicast', auth: 'none' };
const V3: Protocol = { ...V2, version: 3 };
const V3_IPV6: Protocol = { ...V3, family: 6 };

/** Why no pair of these makes can speak so, if none can. The first reason is given. */
function obstacle({ version, family, cast, auth }: Protocol, makes: readonly Make[]): string | undefined {
  if (version === 2 && family === 6) return 'no RFC defines version 2 over IPv6';
  if (version === 3 && auth === 'PASS') return 'version 3 has no authentication (RFC 9568 §9)';
  if (makes.includes('FRR') && cast === 'unicast') return 'FRR has no unicast peers';
  if (makes.includes('FRR') && auth === 'PASS') return 'FRR has no authentication';
  return undefined;
}

function row(subject: Subject, protocol: Protocol, makes: readonly Make[]): Row {
  const impossible = obstacle(protocol, makes);
  return { subject, protocol, makes, ...(impossible === undefined ? {} : { impossible }) };
}

/** vipward as the better one, and as the other; a pair of vipwards is both at once. */
const withRoles = (peer: Make): readonly (readonly Make[])[] =>
  peer === 'vipward'
    ? [['vipward', 'vipward']]
    : [
        ['vipward', peer],
        [peer, 'vipward'],
      ];

const PAIRS = PEERS.flatMap(withRoles);
const ORDERS: readonly (readonly Make[])[] = [
  ['vipward', 'keepalived', 'FRR'],
  ['keepalived', 'FRR', 'vipward'],
  ['FRR', 'vipward', 'keepalived'],
];

export const TABLE: readonly Row[] = [
  ...PAIRS.flatMap((makes) => PROTOCOLS.map((protocol) => row('life', protocol, makes))),
  ...PAIRS.map((makes) => row('nopreempt', V3, makes)),
  ...ORDERS.map((makes) => row('election', V3, makes)),
  row('election', V2, ['vipward', 'keepalived', 'FRR']),
  row('election', V3_IPV6, ['vipward', 'keepalived', 'FRR']),
];

export const protocolName = ({ version, family, cast, auth }: Protocol): string =>
  `v${version} IPv${family} ${cast}${auth === 'PASS' ? ' PASS' : ''}`;

/** A name of its own for each row: `life of vipward over keepalived, v2 IPv4 multicast`. */
export const rowName = ({ subject, makes, protocol }: Row): string =>
  `${subject}: ${makes.join(' over ')}, ${protocolName(protocol)}`;

/** What is tried with others in a test of its own, because it is about more than who is master. */
export const ELSEWHERE: readonly { readonly what: string; readonly who: string; readonly where: string }[] = [
  { what: 'sync groups', who: 'keepalived and vipward', where: 'test/lab/sync-groups.test.ts' },
  { what: 'virtual MACs', who: 'keepalived and vipward', where: 'test/lab/vmac.test.ts' },
];

/** What else the design asks for (`vrrp.md` 7.3), and why no test can run it on a machine with Debian 12's packages. */
export const NOT_HERE: readonly { readonly what: string; readonly who: string; readonly why: string }[] = [
  { what: 'sync groups', who: 'FRR', why: 'FRR has none' },
  {
    what: 'v2 and v3, with and without `v3_checksum_as_v2`',
    who: 'keepalived 2.4',
    why: 'Debian 12 has 2.2.7',
  },
  {
    what: 'v3 IPv4 without `checksum-with-ipv4-pseudoheader`',
    who: 'FRR 8.5 and later',
    why: 'Debian 12 has 8.4.4, without this switch',
  },
];
