import type { ValueBlock } from './setting.ts';

/** Words that may follow the first one of a line in a value block: `value` when another word belongs to it. */
export type LineOptions = Readonly<Record<string, 'value' | 'flag'>>;

/** `IP[/LEN] [option …]`; `keepalived-conf.md` 2.10. */
export const ADDRESS_OPTIONS: LineOptions = {
  dev: 'value',
  label: 'value',
  brd: 'value',
  broadcast: 'value',
  scope: 'value',
  peer: 'value',
  preferred_lft: 'value',
  track_group: 'value',
  no_track: 'flag',
  noprefixroute: 'flag',
  '-nodad': 'flag',
  home: 'flag',
  mngtmpaddr: 'flag',
  autojoin: 'flag',
  use_vmac: 'flag',
};

/** `[TYPE] [inet|inet6] DEST [word value …]`; `keepalived-conf.md` 2.11. Old words among them: {@link OLD_ROUTE_WORDS}. */
export const ROUTE_OPTIONS: LineOptions = {
  via: 'value',
  gw: 'value',
  dev: 'value',
  oif: 'value',
  src: 'value',
  table: 'value',
  metric: 'value',
  priority: 'value',
  preference: 'value',
  scope: 'value',
  protocol: 'value',
  proto: 'value',
  tos: 'value',
  dsfield: 'value',
  onlink: 'flag',
  mtu: 'value',
  window: 'value',
  ssthresh: 'value',
  cwnd: 'value',
  advmss: 'value',
  reordering: 'value',
  hoplimit: 'value',
  initcwnd: 'value',
  initrwnd: 'value',
  quickack: 'value',
  no_track: 'flag',
  track_group: 'value',
};

/** `[inet|inet6] [not] word value …`. */
export const RULE_OPTIONS: LineOptions = {
  not: 'flag',
  from: 'value',
  to: 'value',
  table: 'value',
  lookup: 'value',
  priority: 'value',
  preference: 'value',
  order: 'value',
  iif: 'value',
  dev: 'value',
  oif: 'value',
  fwmark: 'value',
  tos: 'value',
  dsfield: 'value',
  blackhole: 'flag',
  unreachable: 'flag',
  prohibit: 'flag',
  no_track: 'flag',
  track_group: 'value',
};

/** Words that mean the same as another one, in routes and rules. */
export const SAME_WORDS: Readonly<Record<string, string>> = {
  gw: 'via',
  oif: 'dev',
  lookup: 'table',
  metric: 'priority',
  preference: 'priority',
  order: 'priority',
  proto: 'protocol',
  dsfield: 'tos',
};

/** keepalived's words for connections over a route that are not carried out, each with a value: the route serves without. */
export const UNTUNED = 'expires rtt rttvar rto_min realms pref features congctl ttl-propagate fastopen_no_cookie'.split(
  ' ',
);

/** Others of its words: what they say decides where packets go, so the line cannot stand without them. */
export const NOT_ROUTED =
  'encap from as lock vrf nexthop or add append prepend suppress_prefixlength sup_pl suppress_ifgroup sup_group tunnel-id uidrange l3mdev protocol ipproto sport dport goto nop nat'.split(
    ' ',
  );

/** How a line reads as a map: the name of its first word, and its options. */
export const LINE_FORMS: Readonly<
  Partial<Record<ValueBlock, { readonly first: string; readonly options: LineOptions }>>
> = {
  addresses: { first: 'address', options: ADDRESS_OPTIONS },
  peers: { first: 'address', options: { min_ttl: 'value', max_ttl: 'value' } },
  windows: { first: 'from', options: { for: 'value' } },
  tracked: { first: 'name', options: { weight: 'value', reverse: 'flag' } },
};
