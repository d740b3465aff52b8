import type { CronTime } from '../../model/check.ts';
import type { NextDate } from './cron-dates.ts';

/** Both clocks of a host, read in the same moment: the one on the wall (epoch ms), and one that nobody sets. */
export interface ClockReading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** The next run of a check with a schedule. */
export interface CronSlot {
  /** Epoch ms. `Infinity`: there is none. */
  readonly dateMs: number;
  /** The clocks when one last looked. */
  readonly seen: ClockReading;
}

export type CronSlotStep =
  | { readonly step: 'due' }
  /** The clock was set: `slot` counts from its new time on. What was leapt over is not caught up. */
  | { readonly step: 'reckonedAnew'; readonly slot: CronSlot; readonly steppedMs: number }
  | { readonly step: 'wait'; readonly slot: CronSlot; readonly waitMs: number };

/** A clock that drifts, or is pulled by NTP, moves less than this against the other one between two looks. */
const STEP_MS = 1000;
/** So often one looks, or a clock that was set would not be noticed. */
export const LOOK_EVERY_MS = 60_000;

/** The first date after now. */
export const cronSlot = (cron: CronTime, now: ClockReading, next: NextDate): CronSlot => ({
  dateMs: next(cron, now.wallMs) ?? Infinity,
  seen: now,
});

/**
 * What a slot asks for now: a run, or to look again after a while. A wall clock that was set changes the dates of
 * schedules and nothing else. Source: checks.md 1.6.
 */
export function atCronSlot(slot: CronSlot, cron: CronTime, now: ClockReading, next: NextDate): CronSlotStep {
  const { dateMs, seen } = slot;
  const steppedMs = now.wallMs - seen.wallMs - (now.monotonicMs - seen.monotonicMs);
  if (Math.abs(steppedMs) > STEP_MS) return { step: 'reckonedAnew', slot: cronSlot(cron, now, next), steppedMs };
  if (now.wallMs >= dateMs) return { step: 'due' };
  return { step: 'wait', slot: { dateMs, seen: now }, waitMs: Math.min(LOOK_EVERY_MS, dateMs - now.wallMs) };
}
