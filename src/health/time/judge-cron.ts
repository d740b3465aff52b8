import type { CronTime } from '../../model/check.ts';
import { datesAfter, type NextDate } from './cron-dates.ts';
import { readCron } from './cron-pattern.ts';
import { isTimeZone, offsetMinutes, wallTime } from './wall-clock.ts';

/** What is wrong with a cron pattern, or may not mean what its writer meant. */
export interface CronFinding {
  readonly severity: 'error' | 'warning';
  readonly text: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const HOUR_MINUTES = 60;
/** A year has every change of the clock that is planned. */
const YEAR_DAYS = 366;
const DATES_TRIED = 10;

/** Faults of a pattern and its zone by themselves. Without an error it may stand in windows as minutes. */
export function judgeCron({ pattern, timeZone }: CronTime): readonly CronFinding[] {
  const read = readCron(pattern);
  const ofPattern: readonly CronFinding[] = read.ok
    ? read.value.warnings.map((text) => ({ severity: 'warning', text }))
    : [{ severity: 'error', text: read.error }];
  if (isTimeZone(timeZone)) return ofPattern;
  const text = `time zone "${timeZone}" is not known here; write a name such as Europe/Berlin or UTC`;
  return [...ofPattern, { severity: 'error', text }];
}

/**
 * Faults of a pattern of which dates are needed: a schedule, or the begin of a span. Only for one in which `judgeCron`
 * has found no error.
 */
export function judgeDates(cron: CronTime, nowMs: number, next: NextDate): readonly CronFinding[] {
  const odd = oddChange(cron.timeZone, nowMs);
  if (odd !== undefined) return [{ severity: 'error', text: odd }];
  if (datesAfter(cron, nowMs, DATES_TRIED, next).length === DATES_TRIED) return [];
  return [{ severity: 'error', text: `"${cron.pattern}" has no ${DATES_TRIED} dates in the years to come` }];
}

/**
 * cron-parser 5.10.5 reckons dates by whole hours: where a clock moves by half an hour or at a quarter to, it leaves
 * dates out or finds none (Australia/Lord_Howe, Pacific/Chatham, Antarctica/Troll).
 */
function oddChange(timeZone: string, nowMs: number): string | undefined {
  for (let day = 0; day < YEAR_DAYS; day++) {
    const fromMs = nowMs + day * DAY_MS;
    const shift = Math.abs(offsetMinutes(timeZone, fromMs + DAY_MS) - offsetMinutes(timeZone, fromMs));
    if (shift === 0) continue;
    const { minute } = wallTime(timeZone, changeMs(timeZone, fromMs, fromMs + DAY_MS));
    if (shift === HOUR_MINUTES && minute === 0) continue;
    const clock = `the clock of ${timeZone} is moved by ${shift} minutes at minute ${minute} of the hour`;
    return `${clock}, for which dates cannot be reckoned; write the pattern for the time zone UTC`;
  }
  return undefined;
}

/** The first minute with the new offset between two instants with different ones. */
function changeMs(timeZone: string, beforeMs: number, afterMs: number): number {
  const offset = offsetMinutes(timeZone, beforeMs);
  let [lowMinute, highMinute] = [Math.floor(beforeMs / MINUTE_MS), Math.ceil(afterMs / MINUTE_MS)];
  while (highMinute - lowMinute > 1) {
    const middle = Math.floor((lowMinute + highMinute) / 2);
    if (offsetMinutes(timeZone, middle * MINUTE_MS) === offset) lowMinute = middle;
    else highMinute = middle;
  }
  return highMinute * MINUTE_MS;
}
