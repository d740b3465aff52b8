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

/** How a line reads as a map: the name of its first word, and its options. */
export const LINE_FORMS: Readonly<
  Partial<Record<ValueBlock, { readonly first: string; readonly options: LineOptions }>>
> = {
  addresses: { first: 'address', options: ADDRESS_OPTIONS },
  peers: { first: 'address', options: { min_ttl: 'value', max_ttl: 'value' } },
  windows: { first: 'from', options: { for: 'value' } },
  tracked: { first: 'name', options: { weight: 'value', reverse: 'flag' } },
};
