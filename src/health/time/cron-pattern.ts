import { err, ok, type Result } from '../../model/result.ts';
import { FIELDS, readField } from './cron-field.ts';

/** A cron pattern as the minutes that it names, by the wall clock of a zone that it does not know. */
export interface CronPattern {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Which day field decides. `either`: both were written, and one of them is enough. */
  readonly dayRule: 'day' | 'weekday' | 'either';
  /** The same minutes in plain numbers, for a reader that knows no names and forgives too much. */
  readonly plain: string;
  /** What was accepted, but rarely means what its writer meant. */
  readonly warnings: readonly string[];
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads five fields of cron, or a name such as `@daily`. Stricter than cron-parser, which fills in missing fields and
 * lets `H` be a random minute. Source: checks.md 3.9.
 * @returns in words what is wrong and what to write instead
 */
export function readCron(text: string): Result<CronPattern, string> {
  const trimmed = text.trim();
  if (trimmed.startsWith('@') && NICKNAMES[trimmed] === undefined) {
    return err(`"${trimmed}" is not known; write five fields, or one of ${Object.keys(NICKNAMES).join(', ')}`);
  }
  const words = (NICKNAMES[trimmed] ?? trimmed).split(/\s+/).filter((word) => word !== '');
  if (words.length !== FIELDS.length) return err(wrongCount(trimmed, words.length));
  const warnings: string[] = [];
  const sets: ReadonlySet<number>[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const read = readField(words[index] ?? '', field);
    if (!read.ok) return err(`"${trimmed}": ${read.error}`);
    sets.push(read.value.values);
    warnings.push(...read.value.warnings);
  }
  return fromFields(trimmed, words, sets, warnings);
}

function wrongCount(text: string, count: number): string {
  const fields = FIELDS.map(({ name }) => name).join(', ');
  if (text === '') return `the cron pattern is empty; write five fields: ${fields}`;
  const seconds = count === 6 ? ' (seconds are not possible)' : '';
  return `"${text}" has ${count} ${count === 1 ? 'field' : 'fields'}${seconds}; write five: ${fields}`;
}

function fromFields(
  text: string,
  words: readonly string[],
  [minutes = new Set(), hours = new Set(), days = new Set(), months = new Set(), weekdays = new Set()]: Sets,
  warnings: readonly string[],
): Result<CronPattern, string> {
  const [, , dayWord = '', , weekdayWord = ''] = words;
  const both = dayWord !== '*' && weekdayWord !== '*';
  const dayRule = both ? 'either' : weekdayWord === '*' ? 'day' : 'weekday';
  const longest = Math.max(...[...months].map((month) => LONGEST_MONTHS[month - 1] ?? 0));
  if (dayRule === 'day' && Math.min(...days) > longest) {
    return err(`"${text}" never comes: its months have at most ${longest} days`);
  }
  const either = `"${text}" has a day of month and a weekday: it means every day that is one of the two, not both`;
  const fields = [minutes, hours, days, months, weekdays];
  return ok({
    minutes,
    hours,
    days,
    months,
    weekdays,
    dayRule,
    plain: fields.map((values, index) => (words[index] === '*' ? '*' : inOrder(values))).join(' '),
    warnings: both ? [...warnings, either] : warnings,
  });
}

type Sets = readonly ReadonlySet<number>[];

const inOrder = (values: ReadonlySet<number>): string => [...values].toSorted((a, b) => a - b).join(',');
