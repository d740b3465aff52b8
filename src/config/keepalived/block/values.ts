import { isMulticast, VRRP_GROUPS } from '../../../model/address.ts';
import type { CheckGroup } from '../../../model/check.ts';
import type { Expectation, NumberRange } from '../../../model/probe/expectation.ts';
import type { Report } from '../../diagnostic.ts';
import type { Grammar, Setting } from '../../settings/setting.ts';
import type { Token } from '../read/tokens.ts';
import { durationOf } from './duration.ts';
import { expectationOf, rangesOf } from './expectation.ts';
import { type Ip, parseIp } from './ip.ts';

const TRUE = new Set(['true', 'on', 'yes']);
const FALSE = new Set(['false', 'off', 'no']);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const INTERFACE_BYTES_MAX = 15;

/** A setting's value once read. Numbers: `seconds` in seconds, `duration` in ms. */
export type Value =
  | { readonly type: 'switch'; readonly value: 'on' | 'off' }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'weight'; readonly value: number; readonly reverse: 'normal' | 'reverse' }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'ip'; readonly value: Ip }
  | { readonly type: 'quorum'; readonly value: CheckGroup['need'] }
  | { readonly type: 'expectation'; readonly value: Expectation }
  | { readonly type: 'ranges'; readonly value: readonly NumberRange[] }
  | { readonly type: 'user'; readonly user: string; readonly group?: string };

type Reader = (setting: Setting, keyword: Token, args: readonly Token[], report: Report) => Value | undefined;

const READERS: Readonly<Partial<Record<Grammar['type'], Reader>>> = {
  flag: readFlag,
  boolean: readBoolean,
  integer: readNumber,
  seconds: readNumber,
  duration: readDuration,
  expectation: readExpectation,
  ranges: readRanges,
  mode: readMode,
  weight: readWeight,
  oneOf: readOneOf,
  word: readText,
  path: readText,
  ownFile: readOwnFile,
  interface: readInterface,
  address: readAddress,
  user: readUser,
  cron: readCron,
  quorum: readQuorum,
};

const WORDS_MAX: Readonly<Partial<Record<Grammar['type'], number>>> = { weight: 2, user: 2, cron: 7, quorum: 2 };

/**
 * Reads the words behind a keyword by the grammar of its row; reports what does not fit and returns `undefined` then.
 * Words with an unresolved reference were reported where they were read. Source: `keepalived-conf.md` 1.7, 5.4.
 */
export function readValue(setting: Setting, keyword: Token, args: readonly Token[], report: Report): Value | undefined {
  const { type } = setting.grammar;
  const reader = READERS[type];
  if (reader === undefined) return undefined;
  if (args.some((arg) => arg.kind === 'unresolved')) return undefined;
  if (args.length === 0 && type !== 'flag' && type !== 'boolean') {
    reportMissing(setting, keyword, report);
    return undefined;
  }
  if (type !== 'flag') reportSurplus(args.slice(WORDS_MAX[type] ?? 1), report);
  for (const arg of args) remarkQuotes(arg, report);
  return reader(setting, keyword, args, report);
}

export function reportMissing(
  { keyword: name, grammar, fallback, whose }: Setting,
  keyword: Token,
  report: Report,
): void {
  const example = /^[\w.]+$/.test(fallback) ? fallback : (EXAMPLES[grammar.type] ?? 'VALUE');
  report('CONF-104', keyword.span, `"${name}" needs a value`, {
    help: `for example: ${name} ${example}`,
    ...(whose === 'keepalived' ? { note: 'keepalived would end here and check nothing after this line' } : {}),
  });
}

const EXAMPLES: Readonly<Partial<Record<Grammar['type'], string>>> = {
  integer: '51',
  seconds: '1',
  duration: '500ms',
  expectation: '"/ready/"',
  ranges: '200-299,401',
  weight: '-20',
  interface: 'eth0',
  address: '192.0.2.10',
  command: '"/usr/local/bin/check"',
  path: '/run/file',
  ownFile: '/etc/vipward/FILE',
  user: 'nobody',
  mode: '0022',
  cron: '"0 3 * * *"',
  quorum: 'at_least 2',
};

export function reportSurplus(tokens: readonly Token[], report: Report): void {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return;
  const span =
    last.span.file === first.span.file && last.span.end > first.span.start
      ? { ...first.span, end: last.span.end }
      : first.span;
  report('CONF-105', span, `"${tokens.map((token) => token.text).join(' ')}" is ignored`);
}

/** Single quotes and `\"` do nothing in a plain value. */
export function remarkQuotes(token: Token, report: Report): void {
  if (token.kind === 'word' && token.text.startsWith("'")) report('CONF-010', token.span, "' does not quote here");
  if (token.kind === 'quoted' && token.text.endsWith('\\')) report('CONF-012', token.span, '\\" ends the string');
}

function readFlag({ keyword: name }: Setting, _keyword: Token, args: readonly Token[], report: Report): Value {
  const [first] = args;
  if (first !== undefined && FALSE.has(first.text)) {
    report('CONF-205', first.span, `"${name}" is on whatever follows`);
  } else if (first !== undefined && !TRUE.has(first.text)) {
    reportSurplus(args, report);
  }
  return { type: 'switch', value: 'on' };
}

function readBoolean(_setting: Setting, _keyword: Token, [first]: readonly Token[], report: Report): Value | undefined {
  if (first === undefined || TRUE.has(first.text)) return { type: 'switch', value: 'on' };
  if (FALSE.has(first.text)) return { type: 'switch', value: 'off' };
  report('CONF-204', first.span, `"${first.text}" is neither true, on, yes nor false, off, no`);
  return undefined;
}

function readNumber(
  { keyword: name, grammar }: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined || (grammar.type !== 'integer' && grammar.type !== 'seconds')) return undefined;
  const value = numberOf(first, grammar.type, report);
  if (value === undefined) return undefined;
  const { min, max } = grammar;
  if (value < min || value > max) {
    report('CONF-202', first.span, `${name} must be ${min} to ${max}`);
    return undefined;
  }
  const decimals = grammar.type === 'seconds' ? grammar.decimals : 0;
  const rounded = Number(value.toFixed(decimals));
  if ((first.text.split('.')[1] ?? '').length > decimals) report('CONF-203', first.span, `rounded to ${rounded}`);
  return { type: 'number', value: rounded };
}

/** A plain decimal number; anything else is reported with the form that would be right. */
export function numberOf(token: Token, kind: 'integer' | 'seconds', report: Report): number | undefined {
  const text = token.text.trim();
  if (NUMBER.test(text) && (kind === 'seconds' || !text.includes('.'))) return Number(text);
  const unit = /^(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds|m|min|h)$/i.exec(text);
  const factor = { ms: 0.001, m: 60, min: 60, h: 3600 }[unit?.[2]?.toLowerCase() ?? ''] ?? 1;
  const help =
    unit !== null && kind === 'seconds' ? `seconds without unit: ${Number(unit[1]) * factor}` : 'write a plain number';
  report('CONF-201', token.span, `"${token.text}" is not a number`, { help });
  return undefined;
}

function readDuration(
  { keyword: name, grammar }: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined || grammar.type !== 'duration') return undefined;
  const value = durationOf(first, { name, ...grammar }, report);
  return value === undefined ? undefined : { type: 'number', value };
}

function readExpectation(
  _setting: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  const value = first === undefined ? undefined : expectationOf(first, report);
  return value === undefined ? undefined : { type: 'expectation', value };
}

function readRanges(
  { keyword: name, grammar }: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined || grammar.type !== 'ranges') return undefined;
  const value = rangesOf(first, { name, ...grammar }, report);
  return value === undefined ? undefined : { type: 'ranges', value };
}

function readMode(_setting: Setting, _keyword: Token, [first]: readonly Token[], report: Report): Value | undefined {
  const text = first?.text ?? '';
  const value = /^0?[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) : modeOfWords(text);
  if (value !== undefined && value <= 0o777) return { type: 'number', value };
  if (first !== undefined)
    report('CONF-201', first.span, `"${text}" is not a mode mask`, { help: 'octal, for example 0022' });
  return undefined;
}

function modeOfWords(text: string): number | undefined {
  const shift: Readonly<Record<string, number>> = { USR: 6, GRP: 3, OTH: 0 };
  const bit: Readonly<Record<string, number>> = { R: 4, W: 2, X: 1, RWX: 7 };
  let mode = 0;
  for (const word of text.split('|')) {
    const found = /^I(RWX|R|W|X)(USR|GRP|OTH|U|G|O)$/.exec(word);
    if (found === null) return undefined;
    const who = { U: 'USR', G: 'GRP', O: 'OTH' }[found[2] ?? ''] ?? found[2] ?? '';
    mode |= (bit[found[1] ?? ''] ?? 0) << (shift[who] ?? 0);
  }
  return mode;
}

function readWeight(
  { keyword: name, grammar }: Setting,
  _keyword: Token,
  [first, word]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined || grammar.type !== 'weight') return undefined;
  const value = numberOf(first, 'integer', report);
  if (value === undefined) return undefined;
  if (Math.abs(value) > grammar.max)
    report('CONF-202', first.span, `${name} must be ${-grammar.max} to ${grammar.max}`);
  if (word !== undefined && word.text !== 'reverse' && word.text !== 'noreverse') reportSurplus([word], report);
  return { type: 'weight', value, reverse: word?.text === 'reverse' ? 'reverse' : 'normal' };
}

function readOneOf(
  { keyword: name, grammar }: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined || grammar.type !== 'oneOf') return undefined;
  if (grammar.words.includes(first.text)) return { type: 'text', value: first.text };
  const upper = first.text.toUpperCase();
  const words = grammar.words.join(' or ');
  const help = grammar.words.includes(upper) ? `write ${upper}, in capitals` : `use ${words}`;
  report('CONF-212', first.span, `${name} "${first.text}": use ${words}`, { help });
  return undefined;
}

function readText(_setting: Setting, _keyword: Token, [first]: readonly Token[]): Value | undefined {
  return first === undefined ? undefined : { type: 'text', value: first.text };
}

function readOwnFile(
  { keyword: name }: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined) return undefined;
  if (first.text.startsWith('/')) return { type: 'text', value: first.text };
  report('CONF-306', first.span, `${name} "${first.text}" is not an absolute path`, { severity: 'error' });
  return undefined;
}

function readInterface(
  _setting: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  return first !== undefined && checkInterface(first, report) === 'usable'
    ? { type: 'text', value: first.text }
    : undefined;
}

/** Whether a word can be the name of an interface at all; reports when not. */
export function checkInterface(token: Token, report: Report): 'usable' | 'reported' {
  const tooLong = token.text.length > INTERFACE_BYTES_MAX;
  if (!tooLong && !token.text.includes('/') && token.text !== '') return 'usable';
  if (token.kind !== 'unresolved') report('CONF-209', token.span, `"${token.text}" cannot be an interface name`);
  return 'reported';
}

function readAddress(
  { keyword: name, grammar }: Setting,
  _keyword: Token,
  [first]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined || grammar.type !== 'address') return undefined;
  const value = addressOf(first, report);
  if (value === undefined) return undefined;
  if (grammar.kind === 'multicast' && !isMulticast(value.address)) {
    report('CONF-215', first.span, `"${first.text}" is not a multicast address`, {
      help: `${name} ${VRRP_GROUPS[value.family]}, or delete the line`,
    });
    return undefined;
  }
  return { type: 'ip', value };
}

/** An address without prefix length; reports anything else. */
export function addressOf(token: Token, report: Report): Ip | undefined {
  const ip = parseIp(token.text);
  if (ip !== undefined || token.kind === 'unresolved') return ip;
  const bare = /^(.*?)[,;]+$/.exec(token.text)?.[1] ?? '';
  const slash = token.text.indexOf('/');
  if (parseIp(bare.split('/')[0] ?? '') !== undefined) {
    report('CONF-207', token.span, `"${token.text}": one address per line, no comma`, { help: `write ${bare}` });
  } else if (slash > 0 && parseIp(token.text.slice(0, slash)) !== undefined) {
    report('CONF-206', token.span, `"${token.text}" has a prefix length`, {
      help: `write ${token.text.slice(0, slash)}`,
    });
  } else {
    report('CONF-206', token.span, `"${token.text}" is not an IP address`);
  }
  return undefined;
}

function readUser(_setting: Setting, _keyword: Token, [user, group]: readonly Token[]): Value | undefined {
  if (user === undefined) return undefined;
  return { type: 'user', user: user.text, ...(group === undefined ? {} : { group: group.text }) };
}

/** The fields are judged where all patterns are. */
function readCron(_setting: Setting, _keyword: Token, args: readonly Token[]): Value {
  return { type: 'text', value: args.map(({ text }) => text).join(' ') };
}

function readQuorum(
  { keyword: name }: Setting,
  _keyword: Token,
  [first, count]: readonly Token[],
  report: Report,
): Value | undefined {
  if (first === undefined) return undefined;
  if (first.text === 'at_least') {
    const atLeast = count === undefined ? undefined : numberOf(count, 'integer', report);
    if (count === undefined) report('CONF-104', first.span, '"at_least" needs a number', { help: 'at_least 2' });
    return atLeast === undefined ? undefined : { type: 'quorum', value: { atLeast } };
  }
  if (count !== undefined) reportSurplus([count], report);
  if (first.text === 'any' || first.text === 'all' || first.text === 'majority') {
    return { type: 'quorum', value: first.text };
  }
  report('CONF-212', first.span, `${name} "${first.text}": use any, all, majority or at_least N`, {
    help: 'for example: need at_least 2',
  });
  return undefined;
}
