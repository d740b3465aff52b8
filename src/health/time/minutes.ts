import type { CronPattern } from './cron-pattern.ts';
import { type WallTime, wallTime } from './wall-clock.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Farther from midnight than a clock was ever moved at once. */
const SURE_HOURS = 4;
/** Every month has so many days. */
const SURE_DAYS = 28;
/** How far is looked ahead: from inside by quarters of an hour, from outside in leaps. */
const LOOK_INSIDE_MS = DAY_MS;
const LOOK_OUTSIDE_MS = 366 * DAY_MS;

/**
 * Whether the minute of an instant is one that a pattern names. An hour that the clock skips never matches, one that
 * it repeats matches twice. Source: checks.md 3.9.
 */
export const matches = (pattern: CronPattern, timeZone: string, atMs: number): boolean =>
  matchesWall(pattern, wallTime(timeZone, atMs));

/**
 * The next instant at which `matches` says something else.
 * @returns epoch ms at a full minute. Where nothing changes within a day (from inside), a year (from outside) or until
 *   `untilMs`: the end of that time
 */
export function nextChangeMs(pattern: CronPattern, timeZone: string, nowMs: number, untilMs = Infinity): number {
  const inside = matches(pattern, timeZone, nowMs);
  const endMs = Math.min(untilMs, startOfMinute(nowMs) + (inside ? LOOK_INSIDE_MS : LOOK_OUTSIDE_MS));
  let atMs = startOfMinute(nowMs) + MINUTE_MS;
  while (atMs < endMs) {
    const wall = wallTime(timeZone, atMs);
    const changeMs = changeInQuarterMs(pattern, wall, atMs, inside ? 'out' : 'in');
    if (changeMs !== undefined) return changeMs;
    atMs += matchesDay(pattern, wall) ? tillQuarterMs(atMs) : overDaysMs(pattern, timeZone, wall, atMs);
  }
  return endMs;
}

/** The minute of this quarter of an hour, from an instant on, that leads into the pattern or out of it. */
function changeInQuarterMs(pattern: CronPattern, wall: WallTime, atMs: number, way: 'in' | 'out'): number | undefined {
  const hourNamed = pattern.hours.has(wall.hour) && matchesDay(pattern, wall);
  if (!hourNamed) return way === 'out' ? atMs : undefined;
  for (let minute = 0; minute * MINUTE_MS < tillQuarterMs(atMs); minute++) {
    const named = pattern.minutes.has(wall.minute + minute);
    if (named === (way === 'in')) return atMs + minute * MINUTE_MS;
  }
  return undefined;
}

export const matchesWall = (pattern: CronPattern, wall: WallTime): boolean =>
  pattern.minutes.has(wall.minute) && pattern.hours.has(wall.hour) && matchesDay(pattern, wall);

/** Whether a day has any minute that the pattern names. */
export function matchesDay({ days, months, weekdays, dayRule }: CronPattern, wall: WallTime): boolean {
  if (!months.has(wall.month)) return false;
  if (dayRule === 'day') return days.has(wall.day);
  return weekdays.has(wall.weekday) || (dayRule === 'either' && days.has(wall.day));
}

/** From a day that is not named: how far one may go without passing a minute that is. */
function overDaysMs(pattern: CronPattern, timeZone: string, wall: WallTime, atMs: number): number {
  const sureDays = pattern.months.has(wall.month) ? 0 : Math.max(0, SURE_DAYS - wall.day);
  const tillMidnightMs = DAY_MS - wall.hour * HOUR_MS - wall.minute * MINUTE_MS;
  const sureMs = sureDays * DAY_MS + tillMidnightMs - SURE_HOURS * HOUR_MS;
  if (sureMs > 0) return sureMs;
  const far = wall.hour >= SURE_HOURS && tillMidnightMs >= SURE_HOURS * HOUR_MS;
  // A day later it is the day after, and there is no third one in between.
  return far && !matchesDay(pattern, wallTime(timeZone, atMs + DAY_MS)) ? DAY_MS : tillQuarterMs(atMs);
}

/** Clocks are moved only at a quarter of an hour, and every zone is some quarters away from UTC: the hour stays until then. */
const tillQuarterMs = (atMs: number): number => QUARTER_MS - (atMs % QUARTER_MS);

const startOfMinute = (atMs: number): number => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
