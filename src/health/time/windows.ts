import type { Window, Windows } from '../../model/check.ts';
import type { NextDate } from './cron-dates.ts';
import { type CronPattern, readCron } from './cron-pattern.ts';
import { matches, nextChangeMs } from './minutes.ts';

type Minutes = Extract<Window, { type: 'minutes' }>;
type Span = Extract<Window, { type: 'span' }>;

/**
 * Whether a check counts at an instant: in `during` (none: always) and not in `except`. Patterns and zone have passed
 * `judgeCron`. Source: checks.md 3.9.
 */
export function isOpen({ during, except, timeZone }: Windows, nowMs: number, next: NextDate): boolean {
  const holds = (window: Window): boolean => isInside(window, timeZone, nowMs, next);
  return (during.length === 0 || during.some(holds)) && !except.some(holds);
}

/**
 * When `isOpen` may say something else, so that nobody has to look before.
 * @returns epoch ms after `nowMs`; `Infinity`: never
 */
export function nextEdgeMs({ during, except, timeZone }: Windows, nowMs: number, next: NextDate): number {
  return [...during, ...except].reduce((nearestMs, window) => {
    return Math.min(nearestMs, edgeMs(window, timeZone, nowMs, next, nearestMs));
  }, Infinity);
}

function isInside(window: Window, timeZone: string, nowMs: number, next: NextDate): boolean {
  if (window.type === 'minutes') return matches(patternOf(window), timeZone, nowMs);
  const startMs = startMsOf(window, timeZone, nowMs, next);
  return startMs !== undefined && startMs <= nowMs;
}

/** @param untilMs farther than this nobody wants to know */
function edgeMs(window: Window, timeZone: string, nowMs: number, next: NextDate, untilMs: number): number {
  if (window.type === 'minutes') return nextChangeMs(patternOf(window), timeZone, nowMs, untilMs);
  const startMs = startMsOf(window, timeZone, nowMs, next);
  if (startMs === undefined) return Infinity;
  // Where spans overlap, the next one is found when this one ends.
  return startMs > nowMs ? startMs : startMs + window.lengthMs;
}

/** Start of the earliest span that is not over; it may lie in the future. Spans last by elapsed time. */
const startMsOf = ({ from, lengthMs }: Span, timeZone: string, nowMs: number, next: NextDate): number | undefined =>
  next({ pattern: from, timeZone }, nowMs - lengthMs);

function patternOf({ pattern }: Minutes): CronPattern {
  const read = readCron(pattern);
  if (!read.ok) throw new Error(`a window that no configuration lets pass: ${read.error}`);
  return read.value;
}
