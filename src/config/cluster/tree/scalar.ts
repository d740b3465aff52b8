import type { Report } from '../../diagnostic.ts';
import type { Token } from '../../keepalived/read/tokens.ts';
import type { Grammar } from '../../settings/setting.ts';
import { isNothing, isUnknown, wordOf, type YamlEntry, type YamlScalar, type YamlValue } from '../text/value.ts';
import type { Secrets } from './secrets.ts';

const WORDS: Readonly<Record<string, 'on' | 'off'>> = { true: 'on', false: 'off' };
/** Booleans of YAML 1.1 and of keepalived.conf. */
const OLD_WORDS: Readonly<Record<string, 'on' | 'off'>> = { on: 'on', yes: 'on', off: 'off', no: 'off' };
const TIME = /^(\d+(?:\.\d+)?) *(ms|s|m|h)$/;
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
const MICRO = 6;

/** What turning values into words needs beside the values. */
export interface Reading {
  readonly report: Report;
  readonly secrets: Secrets;
}

/** A flag or boolean: only `true` and `false` in YAML 1.2; the old words are taken, with a hint. */
export function switchOf({ key, value }: YamlEntry, report: Report): 'on' | 'off' | undefined {
  if (value.kind === 'scalar') {
    const plain = WORDS[value.text];
    if (plain !== undefined) return plain;
    const old = OLD_WORDS[value.text];
    if (old !== undefined) {
      report('CONF-135', value.span, `"${value.text}" is taken as ${old === 'on' ? 'true' : 'false'}`);
      return old;
    }
  }
  if (isUnknown(value)) return undefined;
  const shown = value.kind === 'scalar' && !isNothing(value) ? `"${value.text}"` : 'what stands here';
  report('CONF-204', spanOfValue(key, value), `${key.text} is true or false, not ${shown}`);
  return undefined;
}

/** The one word behind a key; none where nothing is written. Where something else stands, which is reported, an unknown word. */
export function wordsOf({ key, value }: YamlEntry, grammar: Grammar, reading: Reading): readonly Token[] {
  if (isNothing(value)) return [];
  const scalar = value.kind === 'map' && grammar.type === 'word' ? reading.secrets.read(value) : value;
  if (scalar === undefined) return [unknownWord(value)];
  if (scalar.kind === 'scalar') return [wordOf(inSeconds(scalar, grammar))];
  const wanted = grammar.type === 'word' ? 'one value, or {file: PATH}, or {env: NAME}' : 'one value';
  reportForm(key, value, wanted, reading.report);
  return [unknownWord(value)];
}

/** A word that composers know to be there and do not judge. */
export const unknownWord = ({ span }: YamlValue): Token => ({ text: '', span, kind: 'unresolved' });

/** A time with a unit in seconds, as composers of keepalived's words read it. Anything else stays as written. */
function inSeconds(scalar: YamlScalar, grammar: Grammar): YamlScalar {
  const counted = grammar.type === 'seconds' || (grammar.type === 'integer' && grammar.counts === 'seconds');
  const found = counted ? TIME.exec(scalar.text) : null;
  if (found === null) return scalar;
  const seconds = Number((Number(found[1]) * (SECONDS[found[2] ?? ''] ?? 1)).toFixed(MICRO));
  if (grammar.type === 'integer' && !Number.isInteger(seconds)) return scalar;
  return { ...scalar, text: plainNumber(seconds) };
}

/** Without an exponent. */
const plainNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(MICRO).replace(/0+$/, '');

const KINDS: Readonly<Record<YamlValue['kind'], string>> = { scalar: 'one value', list: 'a list', map: 'a map' };

/** Says that a key takes a value of another form. */
export function reportForm(key: YamlScalar, value: YamlValue, wanted: string, report: Report): void {
  if (isUnknown(value)) return;
  const found = isNothing(value) ? 'nothing' : KINDS[value.kind];
  report('CONF-134', key.span, `"${key.text}" takes ${wanted}, not ${found}`);
}

const spanOfValue = (key: YamlScalar, value: YamlValue): YamlScalar['span'] =>
  isNothing(value) || value.kind !== 'scalar' ? key.span : value.span;
