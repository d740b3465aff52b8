import type { ProbeKind } from '../../model/probe.ts';

/** Blocks whose lines start with a keyword of the table. */
export type KeywordBlock =
  | 'root'
  | 'global_defs'
  | 'vrrp_script'
  | 'check'
  | 'recover'
  | 'check_group'
  | NativeKind
  | 'tls'
  | 'vrrp_track_process'
  | 'track_file'
  | 'vrrp_sync_group'
  | 'vrrp_instance'
  | 'authentication'
  | 'auth_hmac'
  | 'garp_group'
  | 'track_group';

/** Probes that need no process; the block of each is named like it. */
export type NativeKind = Exclude<ProbeKind, 'script'>;

/** Blocks whose lines are values, one a line, and blocks that are skipped whole. */
export type ValueBlock =
  'addresses' | 'peers' | 'tracked' | 'names' | 'pairs' | 'windows' | 'routes' | 'rules' | 'interfaces' | 'opaque';

export type BlockName = KeywordBlock | ValueBlock;

/**
 * What may stand behind a keyword. Numbers are inclusive limits; seconds are decimal, without a unit. A duration takes
 * `ms`, `s`, `m` or `h`, a bare number is seconds; its limits and its value are ms. An expectation is text, or a regular
 * expression between slashes. Ranges are numbers and spans of them: `200-299,401`. An own file is read by the daemon.
 */
export type Grammar =
  | {
      readonly type:
        | 'flag'
        | 'boolean'
        | 'word'
        | 'words'
        | 'optional'
        | 'path'
        | 'interface'
        | 'command'
        | 'user'
        | 'mode'
        | 'cron'
        | 'quorum';
    }
  | {
      readonly type: 'integer';
      readonly min: number;
      readonly max: number;
      /** What is counted: in a cluster file a number of seconds may be written with a unit. */
      readonly counts: 'things' | 'seconds';
    }
  | { readonly type: 'seconds'; readonly min: number; readonly max: number; readonly decimals: number }
  /** A decimal number with a unit, `ms`, `s`, `m` or `h`; a bare one is seconds. Limits and value are ms. */
  | { readonly type: 'duration'; readonly min: number; readonly max: number }
  | { readonly type: 'expectation' }
  | { readonly type: 'ranges'; readonly min: number; readonly max: number }
  | { readonly type: 'ownFile'; readonly holds: 'secret' | 'public' }
  | { readonly type: 'weight'; readonly max: number }
  | { readonly type: 'address'; readonly kind: 'any' | 'multicast' }
  | { readonly type: 'oneOf'; readonly words: readonly string[] }
  | { readonly type: 'block'; readonly of: BlockName; readonly name: 'none' | 'one' | 'any' };

/**
 * How vipward treats a keyword. A: carried out. C: ignored with a
 * remark. D: never or later, and refused, since ignoring it could leave two holders or none.
 */
export type Tier = 'A' | 'C' | 'D';

/** One keyword in one block. Readers, range checks, "did you mean" and the reference page come from these rows. */
export interface Setting {
  readonly keyword: string;
  readonly block: KeywordBlock;
  readonly tier: Tier;
  readonly grammar: Grammar;
  /** Who knows the word: keepalived, or only vipward. */
  readonly whose: 'keepalived' | 'vipward';
  /** As it would be written; empty when nothing holds without the line. */
  readonly fallback: string;
  readonly meaning: string;
  /** Tiers C and D: completes "ignored because …" or "dangerous to ignore: …". */
  readonly reason: string;
  /** What a second line of the same keyword does. */
  readonly repeat: 'last' | 'first' | 'merge';
  /** The current spelling, when this one is old or foreign. */
  readonly alias?: string;
}

export type Row = readonly [
  tier: Tier,
  keyword: string,
  grammar: Grammar,
  fallback: string,
  text: string,
  extra?: { readonly repeat?: Setting['repeat']; readonly alias?: string; readonly reason?: string },
];

const KEEPALIVED_BLOCKS: ReadonlySet<KeywordBlock> = new Set<KeywordBlock>([
  'root',
  'global_defs',
  'vrrp_script',
  'vrrp_track_process',
  'track_file',
  'vrrp_sync_group',
  'vrrp_instance',
  'authentication',
  'auth_hmac',
  'garp_group',
  'track_group',
]);

/** Whether keepalived knows such blocks. */
export const isKeepalivedBlock = (block: KeywordBlock): boolean => KEEPALIVED_BLOCKS.has(block);

/** Words of vipward's own, also in a block of keepalived's; behind `@vipward` keepalived skips them. */
export const ownRows = (block: KeywordBlock, list: readonly Row[]): Setting[] =>
  rows(block, list).map((row) => ({ ...row, whose: 'vipward' }));

/** Rows of one block. `text` is the meaning for A; for C and D it is the reason, too. */
export function rows(block: KeywordBlock, list: readonly Row[]): Setting[] {
  return list.map(([tier, keyword, grammar, fallback, text, extra = {}]) => ({
    keyword,
    block,
    whose: isKeepalivedBlock(block) ? 'keepalived' : 'vipward',
    tier,
    grammar,
    fallback,
    meaning: text,
    reason: extra.reason ?? text,
    repeat: extra.repeat ?? (grammar.type === 'block' ? 'merge' : 'last'),
    ...(extra.alias === undefined ? {} : { alias: extra.alias }),
  }));
}

export const FLAG: Grammar = { type: 'flag' };
export const BOOLEAN: Grammar = { type: 'boolean' };
export const WORD: Grammar = { type: 'word' };
export const WORDS: Grammar = { type: 'words' };
export const OPTIONAL: Grammar = { type: 'optional' };
export const PATH: Grammar = { type: 'path' };
export const INTERFACE: Grammar = { type: 'interface' };
export const COMMAND: Grammar = { type: 'command' };
export const USER: Grammar = { type: 'user' };
export const MODE: Grammar = { type: 'mode' };
/** Five fields of cron, quoted or not. */
export const CRON: Grammar = { type: 'cron' };
/** `any`, `all`, `majority` or `at_least N`. */
export const QUORUM: Grammar = { type: 'quorum' };
export const SECRET_FILE: Grammar = { type: 'ownFile', holds: 'secret' };
export const PUBLIC_FILE: Grammar = { type: 'ownFile', holds: 'public' };
export const EXPECTATION: Grammar = { type: 'expectation' };
export const ADDRESS: Grammar = { type: 'address', kind: 'any' };
export const MULTICAST: Grammar = { type: 'address', kind: 'multicast' };

export const integer = (min: number, max: number): Grammar => ({ type: 'integer', min, max, counts: 'things' });
export const wholeSeconds = (min: number, max: number): Grammar => ({ type: 'integer', min, max, counts: 'seconds' });
export const seconds = (min: number, max: number, decimals = 6): Grammar => ({ type: 'seconds', min, max, decimals });
export const duration = (min: number, max: number): Grammar => ({ type: 'duration', min, max });
export const ranges = (min: number, max: number): Grammar => ({ type: 'ranges', min, max });
export const weight = (max: number): Grammar => ({ type: 'weight', max });
export const oneOf = (...words: readonly string[]): Grammar => ({ type: 'oneOf', words });
export const block = (of: BlockName, name: 'none' | 'one' | 'any' = 'none'): Grammar => ({ type: 'block', of, name });

/** The largest unsigned 32-bit number, keepalived's limit where it has no other. */
export const ANY_COUNT = 4_294_967_295;
/** The longest time keepalived's timers hold, in seconds. */
export const ANY_SECONDS = 4294;
