import type { Token } from '../../keepalived/read/tokens.ts';
import type { Span } from '../../source.ts';

/** A value of a cluster file, with its place; aliases and merge keys are gone. */
export type YamlValue = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  /** As written: `0123` stays `0123`, `3:20` is text. */
  readonly text: string;
  /** `unknown`: what stands here means nothing and was reported; nobody judges it again. */
  readonly style: 'plain' | 'quoted' | 'unknown';
  readonly span: Span;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlValue[];
  readonly span: Span;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlValue;
}

/** `key:` with nothing behind it, `~`, or `null`. */
export const isNothing = (value: YamlValue): boolean =>
  value.kind === 'scalar' && value.style === 'plain' && /^(?:|~|null)$/.test(value.text);

export const entryOf = (map: YamlMap | undefined, key: string): YamlEntry | undefined =>
  map?.entries.find((entry) => entry.key.text === key);

/** The map behind a key; `undefined` when something else stands there. */
export function mapAt(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

export const isUnknown = (value: YamlValue): boolean => value.kind === 'scalar' && value.style === 'unknown';

/** The text behind a key; `undefined` when it is no single value. */
export function textAt(map: YamlMap | undefined, key: string): string | undefined {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'scalar' && !isNothing(value) ? value.text : undefined;
}

/** A map with some keys set; a key that was there keeps its place. */
export function withEntries(map: YamlMap, entries: readonly YamlEntry[]): YamlMap {
  const set = new Map(entries.map((entry) => [entry.key.text, entry]));
  const kept = map.entries.map((entry) => set.get(entry.key.text) ?? entry);
  const known = new Set(kept.map(({ key }) => key.text));
  return { ...map, entries: [...kept, ...entries.filter(({ key }) => !known.has(key.text))] };
}

/** A value that nobody wrote, at the place that it follows from. */
export const derived = (text: string, span: Span): YamlScalar => ({ kind: 'scalar', text, style: 'plain', span });

/** A value as the word that composers read. */
export const wordOf = ({ text, style, span }: YamlScalar): Token => ({
  text,
  span,
  kind: ({ plain: 'word', quoted: 'quoted', unknown: 'unresolved' } as const)[style],
});
