import type { CheckConfig, CronTime } from '../../model/check.ts';
import { type CronPattern, readCron } from './cron-pattern.ts';
import { matchesDay } from './minutes.ts';
import { wallTime } from './wall-clock.ts';

/**
 * The first date of a cron pattern after an instant, both epoch ms; `undefined`: there is none. Given in, because the
 * library behind it (`probes/cron.ts`) is loaded only for configurations that have dates.
 */
export type NextDate = (cron: CronTime, afterMs: number) => number | undefined;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The longest time between two days of a calendar: 29 February over a century that has none. */
const CALENDAR_DAYS = 8 * 366;

/** The cron dates that a check needs: its schedule, and the begins of its spans. Empty: no library is needed. */
export function datedPatterns({ schedule, windows }: Pick<CheckConfig, 'schedule' | 'windows'>): readonly CronTime[] {
  const { during, except, timeZone } = windows === 'always' ? { during: [], except: [], timeZone: '' } : windows;
  const spans = [...during, ...except].flatMap((window) => (window.type === 'span' ? [window.from] : []));
  return [...(schedule === 'interval' ? [] : [schedule]), ...spans.map((pattern) => ({ pattern, timeZone }))];
}

/** The next dates after an instant, at most `count`. */
export function datesAfter(cron: CronTime, afterMs: number, count: number, next: NextDate): readonly number[] {
  const dates: number[] = [];
  for (let date = next(cron, afterMs); date !== undefined && dates.length < count; date = next(cron, date)) {
    dates.push(date);
  }
  return dates;
}

/** Age from which the last result of a check with a schedule is stale: two of its longest gaps. Source: checks.md 1.6. */
export const staleAfterScheduleMs = (cron: CronTime, nowMs: number): number => 2 * longestGapMs(cron, nowMs);

/**
 * Longest time between two dates of a pattern by the wall clock; a change to or from summer time may move it by its
 * shift. Counted over the calendar, because the next ten dates of `0 9-17 * * 1-5` know nothing of the weekend.
 */
export function longestGapMs({ pattern, timeZone }: CronTime, nowMs: number): number {
  const read = readCron(pattern);
  if (!read.ok) throw new Error(`a schedule that no configuration lets pass: ${read.error}`);
  const times = timesOfDay(read.value);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const withinDay = times.map((minute, index) => minute - (times[index - 1] ?? minute));
  const overNightMs = longestPauseDays(read.value, timeZone, nowMs) * DAY_MS - (last - first) * MINUTE_MS;
  return Math.max(overNightMs, Math.max(...withinDay) * MINUTE_MS);
}

const timesOfDay = ({ hours, minutes }: CronPattern): readonly number[] =>
  [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).toSorted((a, b) => a - b);

/** Days from one that a pattern names to the next such day, at most. */
function longestPauseDays(pattern: CronPattern, timeZone: string, nowMs: number): number {
  // At noon no change of the clock leads into another day.
  const noonMs = nowMs + (12 - wallTime(timeZone, nowMs).hour) * HOUR_MS;
  let longest = 1;
  let pause = 1;
  for (let day = 0; day < CALENDAR_DAYS; day++) {
    pause = matchesDay(pattern, wallTime(timeZone, noonMs + day * DAY_MS)) ? 1 : pause + 1;
    longest = Math.max(longest, pause);
  }
  return longest;
}
