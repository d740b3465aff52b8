import { firstSlot, nextSlot, type Slot } from '../../health/schedule.ts';
import type { NextDate } from '../../health/time/cron-dates.ts';
import type { CheckConfig, CronTime } from '../../model/check.ts';

/** When a check is asked. All times but dates: ms of one monotonic clock. */
export interface Timetable {
  /** How long until the next time; not above 0: now. `Infinity`: never. */
  waitMs(nowMs: number): number;
  /** Uses the next time up. @returns when it was due */
  take(nowMs: number): number;
  /** Another interval from now on, counted from the last time. Dates stay as they are. */
  setInterval(intervalMs: number, nowMs: number): void;
}

type Paced = Pick<CheckConfig, 'name' | 'intervalMs' | 'initialDelayMs'>;

/** At once, or after the initial delay, and then on a grid that is the check's own. */
export class IntervalTimetable implements Timetable {
  #slot: Slot;
  #lastMs = -Infinity;
  #intervalMs: number;

  /** @param node so that two nodes do not ask a service they share in the same moment */
  constructor({ name, intervalMs, initialDelayMs }: Paced, node: string, nowMs: number) {
    this.#intervalMs = intervalMs;
    this.#slot = firstSlot(name, node, intervalMs, nowMs + initialDelayMs);
  }

  waitMs(nowMs: number): number {
    return this.#slot.dueMs - nowMs;
  }

  take(nowMs: number): number {
    const { dueMs } = this.#slot;
    this.#lastMs = dueMs;
    this.#slot = nextSlot(this.#slot, this.#intervalMs, nowMs);
    return dueMs;
  }

  setInterval(intervalMs: number, nowMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    if (this.#lastMs === -Infinity) return;
    this.#slot = { ...this.#slot, dueMs: Math.max(nowMs, this.#lastMs + intervalMs) };
  }
}

/** At once, or after the initial delay, and then at the dates of a cron pattern by the wall clock. */
export class CronTimetable implements Timetable {
  readonly #cron: CronTime;
  readonly #next: NextDate;
  readonly #wallMs: () => number;
  /** The last date used up, epoch ms. */
  #lastMs: number | undefined;
  readonly #firstMs: number;

  constructor(cron: CronTime, initialDelayMs: number, nowMs: number, next: NextDate, wallMs: () => number = Date.now) {
    this.#cron = cron;
    this.#next = next;
    this.#wallMs = wallMs;
    this.#firstMs = nowMs + initialDelayMs;
  }

  waitMs(nowMs: number): number {
    if (this.#lastMs === undefined) return this.#firstMs - nowMs;
    return (this.#nextDateMs(this.#lastMs) ?? Infinity) - this.#wallMs();
  }

  take(nowMs: number): number {
    const lateMs = Math.max(0, -this.waitMs(nowMs));
    const wallMs = this.#wallMs();
    // A timer may ring a little early; dates that were slept through are not caught up.
    this.#lastMs = this.#lastMs === undefined ? wallMs : Math.max(wallMs, this.#nextDateMs(this.#lastMs) ?? wallMs);
    return nowMs - lateMs;
  }

  setInterval(): void {}

  /** After the last one; when the clock was set back, after now: dates that come again are dates. */
  #nextDateMs(lastMs: number): number | undefined {
    return this.#next(this.#cron, Math.min(lastMs, this.#wallMs()));
  }
}
