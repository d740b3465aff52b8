import type { RunRecord } from '../health/outcome.ts';
import type { Pace } from '../health/schedule.ts';
import type { CheckConfig } from '../model/check.ts';
import type { Probe, Run } from './probe.ts';
import type { RunSlots } from './run-slots.ts';
import { starvedRecord } from './starved.ts';
import type { Timetable } from './times/timetable.ts';

/** What a loop tells of its runs. */
export interface RunListener {
  /** A run has its result; also that of one that did not begin. */
  ended(record: RunRecord): void;
  /** Something the operator should know; may be the same again. */
  remark(text: string): void;
}

/** Longer is not waited in one piece: the wall clock may be set, and Node's longest timer is 25 days. */
const LONGEST_WAIT_MS = 60_000;

/** Runs one check at its times: never two runs at once. */
export class CheckLoop {
  readonly #config: CheckConfig;
  readonly #probe: Probe;
  readonly #slots: RunSlots;
  readonly #timetable: Timetable;
  readonly #listener: RunListener;
  #timer: NodeJS.Timeout | undefined;
  #phase: 'idle' | 'busy' | 'stopped' = 'idle';
  #asking: 'yes' | 'paused' = 'yes';
  /** A time came while the last run was being ended: it starts as soon as that one is gone. */
  #owedSinceMs: number | undefined;
  #pace: Pace = 'steady';
  #run: Run | undefined;
  #runs = 0;
  #activity = Promise.resolve();
  #unwatch: (() => void) | undefined;

  constructor(config: CheckConfig, probe: Probe, slots: RunSlots, timetable: Timetable, listener: RunListener) {
    this.#config = config;
    this.#probe = probe;
    this.#slots = slots;
    this.#timetable = timetable;
    this.#listener = listener;
  }

  /** After `stop`: no effect. */
  start(): void {
    if (this.#phase === 'stopped') return;
    this.#unwatch = this.#probe.watch?.(() => this.runNow());
    this.#await();
  }

  /** Runs off the timetable: at once, or when the running one is over. The timetable stays. */
  runNow(): void {
    if (this.#asking === 'paused') return;
    const nowMs = performance.now();
    if (this.#phase === 'idle') this.#activity = this.#runOnce(nowMs);
    else if (this.#phase === 'busy') this.#owedSinceMs ??= nowMs;
  }

  setPace(pace: Pace): void {
    if (pace === this.#pace) return;
    this.#pace = pace;
    this.#timetable.setPace(pace, performance.now());
    if (this.#timer !== undefined) this.#await();
  }

  /** No new runs until `resume`. */
  pause(): void {
    this.#asking = 'paused';
    this.#owedSinceMs = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A run at once, then as before. */
  resume(): void {
    if (this.#asking === 'yes' || this.#phase === 'stopped') return;
    this.#asking = 'yes';
    if (this.#timetable.waitMs(performance.now()) > 0) this.runNow();
    this.#await();
  }

  /** No more runs; a running one is ended without a verdict. Resolves when its processes are gone. */
  async stop(by: 'stop' | 'reload'): Promise<void> {
    this.#phase = 'stopped';
    clearTimeout(this.#timer);
    this.#unwatch?.();
    this.#run?.cancel(by);
    await this.#activity;
  }

  #await(): void {
    clearTimeout(this.#timer);
    if (this.#asking === 'paused') return;
    const waitMs = this.#timetable.waitMs(performance.now());
    this.#timer =
      waitMs > LONGEST_WAIT_MS
        ? setTimeout(() => this.#await(), LONGEST_WAIT_MS)
        : setTimeout(() => this.#onTime(), waitMs);
  }

  #onTime(): void {
    const dueMs = this.#timetable.take(performance.now());
    this.#await();
    if (this.#phase === 'idle') this.#activity = this.#runOnce(dueMs);
    else this.#onOccupied(dueMs);
  }

  #onOccupied(dueMs: number): void {
    const stuck = this.#run?.stuck();
    if (stuck !== undefined) {
      this.#tell(stuck);
      return;
    }
    const { intervalMs, timeoutMs, name } = this.#config;
    // With a limit inside the interval the old run is at its end now: skipping would halve the pace of a hanging check.
    if (timeoutMs <= intervalMs) this.#owedSinceMs ??= dueMs;
    else this.#listener.remark(`${name} takes longer than its interval of ${intervalMs} ms: runs are skipped`);
  }

  async #runOnce(dueMs: number): Promise<void> {
    this.#phase = 'busy';
    const { intervalMs, timeoutMs } = this.#config;
    const askedMs = performance.now();
    await this.#slots.take(dueMs + timeoutMs);
    const waitedMs = performance.now() - askedMs;
    // The first runs of all checks come at once, and are waited for.
    const isStarved = this.#runs > 0 && waitedMs > intervalMs / 2;
    this.#runs += 1;
    try {
      if (isStarved) this.#tell(starvedRecord(this.#config, Math.round(waitedMs)));
      else if (!this.#isStopped()) await this.#follow(await this.#probe.start(Math.max(0, performance.now() - dueMs)));
    } finally {
      this.#run = undefined;
      this.#slots.release();
    }
    if (this.#isStopped()) return;
    this.#phase = 'idle';
    const owedSinceMs = this.#owedSinceMs;
    this.#owedSinceMs = undefined;
    if (owedSinceMs !== undefined) await this.#runOnce(owedSinceMs);
  }

  async #follow(run: Run): Promise<void> {
    this.#run = run;
    // Stopped while the user was looked up: `stop` had no run to end.
    if (this.#isStopped()) run.cancel('stop');
    const [warning] = run.warnings;
    if (warning !== undefined) this.#listener.remark(`${warning.detail} (fix: ${warning.fix})`);
    this.#tell(await run.settled);
    await run.gone;
  }

  #tell(record: RunRecord): void {
    if (!this.#isStopped()) this.#listener.ended(record);
  }

  /** A method, because the compiler cannot know that awaiting lets `stop` run. */
  #isStopped(): boolean {
    return this.#phase === 'stopped';
  }
}
