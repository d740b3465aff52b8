import type { Report } from '../../diagnostic.ts';
import { MappedText } from './mapped-text.ts';

const ROUNDS_MAX = 4096;
const SEQUENCE = /^~SEQ(x?)\(\s*([A-Za-z_]\w*)\s*,\s*([^)]*)\)\s*/;
const LIST = /^~LST\(\s*(\{[^}]*\}|[A-Za-z_]\w*)\s*,\s*([^)]*)\)\s*/;

/** Names and their values in one round. */
type Round = ReadonlyMap<string, string>;

/**
 * The lines that `~SEQ(…) text` or `~LST(…) text` stands for, in order; none when it is wrong, which is reported.
 * At most 4096 rounds. Source: `keepalived-conf.md` 1.6.
 */
export function expandSequence(line: MappedText, report: Report): MappedText[] {
  const sequence = SEQUENCE.exec(line.text);
  const found = sequence ?? LIST.exec(line.text);
  if (found === null) return fail(line, report, 'its arguments are not of the form (NAME, value …)');
  const rounds = sequence === null ? listRounds(found) : sequenceRounds(sequence);
  if (typeof rounds === 'string') return fail(line, report, rounds);
  const head = line.span(0, found[0].trimEnd().length);
  const text = line.slice(found[0].length);
  return rounds.map((round) => {
    const shown = [...round].map(([name, value]) => `${name}=${value}`).join(', ');
    return fillIn(text, round).through({ what: `round ${shown}`, span: head });
  });
}

function fail(line: MappedText, report: Report, why: string): [] {
  report('CONF-015', line.span(), `cannot expand ${line.text.slice(0, 4)}: ${why}`);
  return [];
}

function sequenceRounds([, hexadecimal, name = '', list = '']: RegExpExecArray): Round[] | string {
  const numbers = list.split(',').map((word) => (/^-?(?:0x[\da-f]+|\d+)$/i.test(word.trim()) ? Number(word) : NaN));
  if (numbers.some(Number.isNaN) || numbers.length > 3) return 'it takes one, two or three whole numbers';
  const [a = 0, b = 0, c = 0] = numbers;
  const alone = { first: a < 0 ? -1 : 1, step: a < 0 ? -1 : 1, last: a };
  const pair = { first: a, step: a <= b ? 1 : -1, last: b };
  const { first, step, last } = [alone, pair, { first: a, step: b, last: c }][numbers.length - 1] ?? alone;
  if (step === 0 || (last - first) / step < 0) return 'it has no end';
  const count = Math.floor((last - first) / step) + 1;
  if (count > ROUNDS_MAX) return `more than ${ROUNDS_MAX} rounds`;
  return Array.from({ length: count }, (_, index) => {
    const value = first + index * step;
    return new Map([[name, hexadecimal === 'x' ? value.toString(16) : String(value)]]);
  });
}

function listRounds([, names = '', list = '']: RegExpExecArray): Round[] | string {
  if (!names.startsWith('{')) return splitList(list).map((value) => new Map([[names, value]]));
  const variables = inBraces(names);
  if (variables.some((name) => !/^[A-Za-z_]\w*$/.test(name))) return 'a name is missing in its braces';
  const rounds = [...list.matchAll(/\{([^}]*)\}/g)].map((found) => inBraces(found[0]));
  if (rounds.length === 0) return 'it has no values in braces';
  return rounds.map((values) => new Map(variables.map((name, index) => [name, values[index] ?? ''])));
}

const inBraces = (text: string): string[] =>
  text
    .slice(1, -1)
    .split(',')
    .map((word) => word.trim());

const splitList = (list: string): string[] => list.split(/[,\s]+/).filter(Boolean);

function fillIn(text: MappedText, round: Round): MappedText {
  const pieces: MappedText[] = [];
  let from = 0;
  for (const found of text.text.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*)(?=[\s,)]|$))/g)) {
    const value = round.get(found[1] ?? found[2] ?? '');
    if (value === undefined) continue;
    const end = found.index + found[0].length;
    pieces.push(text.slice(from, found.index));
    if (value !== '') pieces.push(MappedText.replacement(value, text.span(found.index, end)));
    from = end;
  }
  pieces.push(text.slice(from));
  return MappedText.join(pieces);
}
