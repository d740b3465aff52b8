import type { IpAddress } from '../address.ts';

/** A network; `/0` of a family is everything. */
export interface Prefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** Where packets end that no neighbour is to get. */
export type DeadEnd = 'blackhole' | 'unreachable' | 'prohibit' | 'throw';

/** Whether somebody else's removal counts against the instance. */
export type Tracking = 'track' | 'ignore';

/** One route without alternatives. Numbers as in rtnetlink. */
export interface Route {
  readonly type: 'unicast' | 'local' | DeadEnd;
  readonly to: Prefix;
  readonly via?: IpAddress;
  readonly device?: string;
  /** The source address that this host prefers for it. */
  readonly source?: IpAddress;
  readonly table: number;
  /** Left out: the kernel's own, 0 for IPv4 and 1024 for IPv6. */
  readonly metric?: number;
  readonly scope: number;
  readonly tos: number;
  /** The gateway is a neighbour, whatever the addresses say. */
  readonly onlink: 'yes' | 'no';
  /** Who made it, as other programs see it; `ours` also lets a later run of vipward find it. */
  readonly protocol: number | 'ours';
  readonly metrics?: Readonly<Partial<Record<RouteMetric, number>>>;
  readonly tracking: Tracking;
}

/** What a route says about the connections that use it, by the words of `ip route`. */
export const ROUTE_METRICS = [
  'mtu',
  'window',
  'ssthresh',
  'cwnd',
  'advmss',
  'reordering',
  'hoplimit',
  'initcwnd',
  'initrwnd',
  'quickack',
] as const;
export type RouteMetric = (typeof ROUTE_METRICS)[number];

/** One policy rule: which packets look into which table. */
export interface Rule {
  readonly action: 'lookup' | Exclude<DeadEnd, 'throw'>;
  readonly family: 4 | 6;
  readonly from?: Prefix;
  readonly to?: Prefix;
  /** 0 with another action than `lookup`. */
  readonly table: number;
  /** Left out: the kernel puts it before the rules that it has. */
  readonly priority?: number;
  readonly input?: string;
  readonly output?: string;
  readonly mark?: { readonly value: number; readonly mask: number };
  readonly tos: number;
  /** `except`: packets that do not match. */
  readonly match: 'these' | 'except';
  readonly tracking: Tracking;
}

export const TABLE_MAIN = 254;

const prefixText = ({ address, length }: Prefix): string => (length === 0 ? 'default' : `${address}/${length}`);

/** As it would be written in a configuration. */
export function routeText(route: Route): string {
  const words = [
    ...(route.type === 'unicast' ? [] : [route.type]),
    prefixText(route.to),
    ...(route.via === undefined ? [] : ['via', route.via]),
    ...(route.device === undefined ? [] : ['dev', route.device]),
    ...(route.table === TABLE_MAIN ? [] : ['table', `${route.table}`]),
    ...(route.metric === undefined ? [] : ['metric', `${route.metric}`]),
  ];
  return words.join(' ');
}

/** As it would be written in a configuration. */
export function ruleText(rule: Rule): string {
  const words = [
    ...(rule.match === 'except' ? ['not'] : []),
    ...(rule.from === undefined ? [] : ['from', prefixText(rule.from)]),
    ...(rule.to === undefined ? [] : ['to', prefixText(rule.to)]),
    ...(rule.input === undefined ? [] : ['iif', rule.input]),
    ...(rule.output === undefined ? [] : ['oif', rule.output]),
    ...(rule.mark === undefined ? [] : ['fwmark', `${rule.mark.value}`]),
    ...(rule.action === 'lookup' ? ['table', `${rule.table}`] : [rule.action]),
    ...(rule.priority === undefined ? [] : ['priority', `${rule.priority}`]),
  ];
  return words.join(' ');
}
