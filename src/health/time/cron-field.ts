import { err, ok, type Result } from '../../model/result.ts';

/** One of the five fields: what it may hold. */
export interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Three letters for each number, from `from` on. */
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAYS_A_WEEK = 7;

const WEEKDAY: Field = { name: 'weekday', from: 0, to: DAYS_A_WEEK, names: WEEKDAYS };

export const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59, names: [] },
  { name: 'hour', from: 0, to: 23, names: [] },
  { name: 'day of month', from: 1, to: 31, names: [] },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  WEEKDAY,
];

interface Read {
  readonly values: ReadonlySet<number>;
  readonly warnings: readonly string[];
}

/** Letters and signs of other schedulers, each with what it would mean there. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/h/i, 'H is a random number, different at each start; write the number'],
  [/\?/, 'write * instead of ?'],
  [/[lw#]/i, 'L, W and # (last day, nearest workday, n-th weekday) are not part of cron'],
];

/**
 * The numbers that one field names: `*`, `5`, `1-5`, a step behind the first or the last, and lists of them. Sunday is
 * 0 or 7.
 */
export function readField(word: string, field: Field): Result<Read, string> {
  const values = new Set<number>();
  const warnings: string[] = [];
  for (const item of word.split(',')) {
    const read = readItem(item, field);
    if (!read.ok) return err(`${field.name} "${word}": ${read.error}`);
    for (const value of read.value.values) values.add(field === WEEKDAY ? value % DAYS_A_WEEK : value);
    warnings.push(...read.value.warnings);
  }
  return ok({ values, warnings });
}

function readItem(item: string, field: Field): Result<Read, string> {
  const [, whole, first, last, stepText] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item) ?? [];
  if (whole === undefined && first === undefined) return err(unreadable(item));
  const from = whole === undefined ? numberOf(first ?? '', field) : field.from;
  const to = whole === undefined ? numberOf(last ?? first ?? '', field) : lastOf(field);
  if (from === undefined || to === undefined) return err(outOf(item, field));
  if (from > to)
    return err(`${item} runs backwards; write two ranges: ${first}-${lastOf(field)},${field.from}-${last}`);
  if (stepText !== undefined && whole === undefined && last === undefined) {
    return err(`a step needs a range: write ${first}-${lastOf(field)}/${stepText}`);
  }
  const step = Number(stepText ?? 1);
  if (step === 0) return err('a step of 0 comes never; leave the step away');
  const values = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
  const never = `${field.name} "${item}": the step ${step} is larger than the range, so it means ${from} alone`;
  return ok({ values: new Set(values), warnings: step > to - from && stepText !== undefined ? [never] : [] });
}

/** `*` and a step over it end at Saturday: 7 is Sunday again. */
const lastOf = (field: Field): number => (field === WEEKDAY ? DAYS_A_WEEK - 1 : field.to);

function numberOf(word: string, { from, to, names }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  if (named >= 0) return named + from;
  if (!/^\d{1,2}$/.test(word)) return undefined;
  const value = Number(word);
  return value >= from && value <= to ? value : undefined;
}

const outOf = (item: string, { name, from, to, names }: Field): string =>
  foreign(item) ??
  `${item} is no ${name}: ${from} to ${to}${names.length === 0 ? '' : `, or ${names[0]} to ${names.at(-1)}`}`;

const unreadable = (item: string): string =>
  item === ''
    ? 'a comma too many'
    : (foreign(item) ?? `${item} cannot be read; write 5, 1-5, *, */10 or a list of them`);

const foreign = (item: string): string | undefined => FOREIGN.find(([pattern]) => pattern.test(item))?.[1];
