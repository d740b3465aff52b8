import { firstSlot, type Pace, pacedSlot, type Paces, type Slot } from '../../health/schedule.ts';
import type { NextDate } from '../../health/time/cron-dates.ts';
import type { CheckConfig, CronTime } from '../../model/check.ts';

/** When a check is asked. All times but dates: ms of one monotonic clock. */
export interface Timetable {
  /** How long until the next time; not above 0: now. `Infinity`: never. */
  waitMs(nowMs: number): number;
  /** Uses the next time up. @returns when it was due */
  take(nowMs: number): number;
  /** How soon it is asked again from now on, counted from the last time. Dates stay as they are. */
  setPace(pace: Pace, nowMs: number): void;
}

type Paced = Paces & Pick<CheckConfig, 'name' | 'initialDelayMs'>;

/** At once, or after the initial delay, and then on a grid that is the check's own. */
export class IntervalTimetable implements Timetable {
  readonly #paces: Paces;
  #pace: Pace = 'steady';
  #last: Slot | undefined;
  #next: Slot;

  /** @param node so that two nodes do not ask a service they share in the same moment */
  constructor({ name, initialDelayMs, ...paces }: Paced, node: string, nowMs: number) {
    this.#paces = paces;
    this.#next = firstSlot(name, node, paces.intervalMs, nowMs, initialDelayMs);
  }

  waitMs(nowMs: number): number {
    return this.#next.dueMs - nowMs;
  }

  take(nowMs: number): number {
    this.#last = this.#next;
    this.#next = pacedSlot(this.#last, this.#paces, this.#pace, nowMs);
    return this.#last.dueMs;
  }

  setPace(pace: Pace, nowMs: number): void {
    this.#pace = pace;
    if (this.#last !== undefined) this.#next = pacedSlot(this.#last, this.#paces, pace, nowMs);
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

  setPace(): void {}

  /** After the last one; when the clock was set back, after now: dates that come again are dates. */
  #nextDateMs(lastMs: number): number | undefined {
    return this.#next(this.#cron, Math.min(lastMs, this.#wallMs()));
  }
}
