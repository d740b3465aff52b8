import type { Entry } from './entry.ts';

/** What to look for. `check` and `instance` together mean entries of either. */
export interface Query {
  /** Epoch ms. */
  readonly fromMs: number;
  readonly check?: string | undefined;
  readonly instance?: string | undefined;
  /** Only events whose names begin so: `check.`. All when left out. */
  readonly events?: readonly string[];
}

const TIME_AT = '{"time":'.length;
/** Epoch ms have 13 digits until the year 2286. */
const TIME_END = TIME_AT + 13;

/** A line of the journal, in ASCII so that a reader can count bytes as characters. Its time stands first. */
export function lineOf({ time, n, event, ...fields }: Entry): string {
  const json = JSON.stringify({ time, n, event, ...fields });
  return json.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The entries that fit among the whole lines of a text. Most lines are refused by their first characters and by what
 * does not stand in them; only what may fit is parsed. A line that is no entry (torn by a crash) is passed over.
 */
export function entriesIn(text: string, query: Query): readonly Entry[] {
  const marks = marksOf(query);
  const found: Entry[] = [];
  let reached: 'no' | 'yes' = 'no';
  for (let start = 0, end = text.indexOf('\n'); end !== -1; start = end + 1, end = text.indexOf('\n', start)) {
    if (reached === 'no' && Number(text.slice(start + TIME_AT, start + TIME_END)) < query.fromMs) continue;
    reached = 'yes';
    const line = text.slice(start, end);
    if (!marks.every((choices) => choices.some((mark) => line.includes(mark)))) continue;
    const entry = parsed(line);
    if (entry !== undefined && fits(entry, query)) found.push(entry);
  }
  return found;
}

/** Joins the entries of several rings in the order in which they happened. Those of one ring keep theirs. */
export const inOrder = (rings: readonly (readonly Entry[])[]): readonly Entry[] => rings.reduce(merged, []);

function merged(some: readonly Entry[], others: readonly Entry[]): readonly Entry[] {
  if (some.length === 0 || others.length === 0) return some.length === 0 ? others : some;
  const all: Entry[] = [];
  let taken = 0;
  for (const entry of some) {
    const { time, n } = entry;
    for (let other = others[taken]; other !== undefined && isBefore(other, time, n); other = others[taken]) {
      all.push(other);
      taken += 1;
    }
    all.push(entry);
  }
  return [...all, ...others.slice(taken)];
}

const isBefore = (entry: Entry, time: number, n: number): boolean =>
  entry.time < time || (entry.time === time && entry.n < n);

/** What must stand in a line that fits: one of each group. */
function marksOf({ check, instance, events }: Query): readonly (readonly string[])[] {
  const subjects = [...markOf('check', check), ...markOf('instance', instance)];
  return [subjects, events?.map((event) => `"event":"${event}`) ?? []].filter((choices) => choices.length > 0);
}

const markOf = (field: string, name: string | undefined): readonly string[] =>
  name === undefined ? [] : [`"${field}":${JSON.stringify(name)}`];

/** A mark may stand in a text that a script printed: the entry itself decides. */
function fits(entry: Entry, { fromMs, check, instance }: Query): boolean {
  if (!(entry.time >= fromMs)) return false;
  if (check === undefined && instance === undefined) return true;
  return (
    (check !== undefined && 'check' in entry && entry.check === check) ||
    (instance !== undefined && 'instance' in entry && entry.instance === instance)
  );
}

function parsed(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' &&
  value !== null &&
  'time' in value &&
  typeof value.time === 'number' &&
  'event' in value &&
  typeof value.event === 'string';
