import type { Report } from '../../diagnostic.ts';
import { DOUBLE_QUOTES, NO_WIDTH, SINGLE_QUOTES, WIDE_BLANKS } from '../../keepalived/read/clean.ts';
import type { Span } from '../../source.ts';
import type { RawNode } from './document.ts';
import { isUnknown, type YamlEntry, type YamlMap, type YamlScalar, type YamlValue } from './value.ts';

const DEPTH_MAX = 32;
/** Values that aliases and merge keys may stand for in one file, all together. */
const ALIASED_MAX = 10_000;
const PLAIN_TAG = /^(?:!|tag:yaml\.org,2002:(?:str|int|float|bool|null|seq|map))$/;
const TYPOGRAPHIC = new RegExp(`^[${DOUBLE_QUOTES}${SINGLE_QUOTES}]`);
const TYPOGRAPHIC_END = new RegExp(`[${DOUBLE_QUOTES}${SINGLE_QUOTES}]$`);
const INVISIBLE = new RegExp(`[${WIDE_BLANKS}${NO_WIDTH}]`);

type Raw<Kind extends RawNode['kind']> = Extract<RawNode, { kind: Kind }>;

/** What an anchor names; `open` while it is being read, so that nothing can hold itself. */
type Anchored = YamlValue | 'open';

/**
 * The value of a parsed text: aliases and merge keys carried out, keys checked, depth and size bounded.
 * Source: `keepalived-conf.md` 6.2.
 */
export function resolveYaml(root: RawNode, file: string, report: Report): YamlValue {
  return new Resolver(file, report).value(root, 0);
}

class Resolver {
  readonly #file: string;
  readonly #report: Report;
  readonly #anchors = new Map<string, Anchored>();
  readonly #sizes = new WeakMap<YamlValue, number>();
  #aliased = 0;

  constructor(file: string, report: Report) {
    this.#file = file;
    this.#report = report;
  }

  value(raw: RawNode, depth: number): YamlValue {
    const span = this.#span(raw);
    if (depth > DEPTH_MAX) {
      this.#report('CONF-132', span, `nested deeper than ${DEPTH_MAX} levels`);
      return unknownAt(span);
    }
    if (raw.kind === 'alias') return this.#alias(raw, span);
    if (raw.tag !== undefined && !PLAIN_TAG.test(raw.tag)) {
      this.#report('CONF-133', span, `the tag "${raw.tag}" means nothing here`, { help: 'remove the tag' });
    }
    if (raw.anchor !== undefined) this.#anchors.set(raw.anchor, 'open');
    const value = this.#plainValue(raw, span, depth);
    if (raw.anchor !== undefined) this.#anchors.set(raw.anchor, value);
    return value;
  }

  #plainValue(raw: Exclude<RawNode, Raw<'alias'>>, span: Span, depth: number): YamlValue {
    if (raw.kind === 'scalar') return this.#scalar(raw, span);
    if (raw.kind === 'map') return this.#map(raw, span, depth);
    const items = raw.items.map((item) => this.value(item, depth + 1));
    return this.#sized({ kind: 'list', items, span }, items);
  }

  #alias(raw: Raw<'alias'>, span: Span): YamlValue {
    const named = this.#anchors.get(raw.name);
    if (named === undefined || named === 'open') {
      const why = named === 'open' ? `*${raw.name} stands inside what it names` : `no anchor &${raw.name} before this`;
      this.#report('CONF-133', span, why, { help: `set &${raw.name} at the value, above its first use` });
      return unknownAt(span);
    }
    return this.#counted(named, span) ? named : unknownAt(span);
  }

  /** Whether one more use of a value is within the limit; reports when not. */
  #counted(value: YamlValue, span: Span): boolean {
    this.#aliased += this.#sizes.get(value) ?? 1;
    if (this.#aliased <= ALIASED_MAX) return true;
    this.#report('CONF-132', span, `the aliases of this file stand for more than ${ALIASED_MAX} values`);
    return false;
  }

  #scalar(raw: Raw<'scalar'>, span: Span): YamlScalar {
    const style = raw.style === 'plain' ? 'plain' : 'quoted';
    const source = style === 'plain' ? this.#repaired(raw.source, span) : raw.source;
    // A block of text ends with a line end that nobody wants in a name, a path or a password.
    return { kind: 'scalar', text: raw.style === 'block' ? source.trimEnd() : source, style, span };
  }

  /** What a web page or word processor did to a text is reported, and undone so that the rest can be judged. */
  #repaired(text: string, span: Span): string {
    const [odd] = INVISIBLE.exec(text) ?? [];
    if (odd !== undefined) {
      const point = odd.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      this.#report('CONF-003', span, `invisible character U+${point}`);
    }
    if (!TYPOGRAPHIC.test(text)) return text;
    this.#report('CONF-002', span, `typographic quote ${text.charAt(0)}`, { help: 'write " or leave it out' });
    return text.slice(1).replace(TYPOGRAPHIC_END, '');
  }

  #map(raw: Raw<'map'>, span: Span, depth: number): YamlMap {
    const written = new Map<string, YamlEntry>();
    const merged: YamlEntry[] = [];
    for (const pair of raw.pairs) {
      const key = this.#key(pair.key, depth + 1);
      if (key === undefined) continue;
      const value = pair.value === undefined ? nothingAt(afterKey(key)) : this.value(pair.value, depth + 1);
      const before = written.get(key.text);
      if (key.text === '<<' && key.style === 'plain') merged.push(...this.#merged(value));
      else if (before === undefined) written.set(key.text, { key, value });
      else reportRepeated(before.key, key, this.#report);
    }
    for (const entry of merged) if (!written.has(entry.key.text)) written.set(entry.key.text, entry);
    const entries = [...written.values()];
    return this.#sized(
      { kind: 'map', entries, span },
      entries.map(({ value }) => value),
    );
  }

  #key(raw: RawNode, depth: number): YamlScalar | undefined {
    const key = this.value(raw, depth);
    if (key.kind === 'scalar') return key;
    this.#report('CONF-134', key.span, `a key is one word, not a ${key.kind}`);
    return undefined;
  }

  /** The entries that `<<:` brings: of one map, or of a list of maps, where the first to name a key counts. */
  #merged(value: YamlValue): readonly YamlEntry[] {
    const maps = value.kind === 'list' ? value.items : [value];
    return maps.flatMap((map) => {
      if (map.kind === 'map') return this.#counted(map, value.span) ? map.entries : [];
      if (!isUnknown(map))
        this.#report('CONF-134', map.span, '<< takes a map, or a list of maps', { help: 'write <<: *ANCHOR' });
      return [];
    });
  }

  #sized<Value extends YamlValue>(value: Value, parts: readonly YamlValue[]): Value {
    this.#sizes.set(
      value,
      parts.reduce((sum, part) => sum + (this.#sizes.get(part) ?? 1), 1),
    );
    return value;
  }

  #span({ start, end }: RawNode): Span {
    return { file: this.#file, start, end: Math.max(start, end) };
  }
}

const nothingAt = (span: Span): YamlScalar => ({ kind: 'scalar', text: '', style: 'plain', span });

const unknownAt = (span: Span): YamlScalar => ({ ...nothingAt(span), style: 'unknown' });

const afterKey = ({ span }: YamlScalar): Span => ({ ...span, start: span.end });

/** keepalived takes the last of two lines; two equal keys in YAML are a mistake for certain. */
export function reportRepeated(before: YamlScalar, key: YamlScalar, report: Report): void {
  report('CONF-106', key.span, `"${key.text}" set again`, {
    severity: 'error',
    help: 'delete one of the two',
    related: [{ span: before.span, message: 'first set here' }],
  });
}
