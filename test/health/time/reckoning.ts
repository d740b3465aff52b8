/**
 * Cron by hand, for tests: every minute of some days is looked at, one after the other, by what Intl says of it. It
 * shares no code with `src`; a pattern comes as the numbers that its text was written from.
 */

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

export interface Zone {
  readonly name: string;
  /** Noon UTC of the day before a change of the clock. */
  readonly changes: readonly string[];
}

export const BERLIN: Zone = { name: 'Europe/Berlin', changes: ['2026-03-28', '2026-10-24'] };
export const NEW_YORK: Zone = { name: 'America/New_York', changes: ['2026-03-07', '2026-10-31'] };
/** Moves by half an hour. */
export const LORD_HOWE: Zone = { name: 'Australia/Lord_Howe', changes: ['2026-04-04', '2026-10-03'] };
/** Moves at a quarter to three. */
export const CHATHAM: Zone = { name: 'Pacific/Chatham', changes: ['2026-04-04', '2026-09-26'] };

/** One minute of UTC and what the clocks of a zone show in it. */
export interface Minute {
  readonly atMs: number;
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
  /** Whether the clocks have shown this minute before. */
  readonly pass: 'first' | 'again';
  /** What the clocks left out just before, each with the instant at which it comes instead. */
  readonly skipped: readonly ClockTime[];
}

type ClockTime = Omit<Minute, 'pass' | 'skipped'>;

/** The numbers of a pattern; `*` in a day field decides nothing. */
export interface Numbers {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[] | '*';
  readonly months: readonly number[];
  readonly weekdays: readonly number[] | '*';
}

const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** All minutes of so many days from an instant on. */
export function minutesFrom(zone: string, fromMs: number, days: number): readonly Minute[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long' });
  const clocks = Array.from({ length: days * 24 * 60 }, (_, index) => {
    const atMs = fromMs + index * MINUTE_MS;
    const [, month, day, hour, minute] = /^\d+-(\d+)-(\d+) (\d+):(\d+)$/.exec(format.format(atMs)) ?? [];
    const dayOfWeek = NAMES.indexOf(weekday.format(atMs));
    const numbers = { minute: Number(minute), hour: Number(hour), day: Number(day), month: Number(month) };
    return { atMs, ...numbers, weekday: dayOfWeek };
  });
  const seen = new Set<string>();
  return clocks.map((now, index) => {
    const label = `${now.month}-${now.day} ${now.hour}:${now.minute}`;
    const pass = seen.has(label) ? 'again' : 'first';
    seen.add(label);
    return { ...now, pass, skipped: skippedBefore(clocks[index - 1], now) };
  });
}

export function named(numbers: Numbers, now: ClockTime): boolean {
  return numbers.minutes.includes(now.minute) && numbers.hours.includes(now.hour) && dayNamed(numbers, now);
}

function dayNamed({ days, months, weekdays }: Numbers, now: ClockTime): boolean {
  if (!months.includes(now.month)) return false;
  if (days === '*') return weekdays === '*' || weekdays.includes(now.weekday);
  if (weekdays === '*') return days.includes(now.day);
  return days.includes(now.day) || weekdays.includes(now.weekday);
}

/**
 * The dates that a pattern means among these minutes: what the clock repeats once, unless every hour is named; what it
 * skips as much later.
 */
export function dates(numbers: Numbers, minutes: readonly Minute[]): readonly number[] {
  const found = new Set<number>();
  for (const minute of minutes) {
    const again = minute.pass === 'again' && numbers.hours.length < 24;
    if (named(numbers, minute) && !again) found.add(minute.atMs);
    for (const skipped of minute.skipped) if (named(numbers, skipped)) found.add(skipped.atMs);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Minutes that the clock left out between two that follow each other, each with when it comes instead. */
function skippedBefore(before: ClockTime | undefined, now: ClockTime): readonly ClockTime[] {
  if (before === undefined) return [];
  const [expected, shown] = [before.hour * 60 + before.minute + 1, now.hour * 60 + now.minute];
  // Back to midnight is a new day, not a leap.
  const count = Math.max(0, shown - expected);
  return Array.from({ length: count }, (_, index) => {
    const clock = expected + index;
    return { ...now, hour: Math.floor(clock / 60), minute: clock % 60, atMs: now.atMs + index * MINUTE_MS };
  });
}
