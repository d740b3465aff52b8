import { hostname } from 'node:os';
import type { CheckHealth } from '../health/check-health.ts';
import {
  afterEvent,
  type CheckEvent,
  healthOf,
  initialCheckState,
  nextChangeMs,
  renewalMs,
} from '../health/check-state.ts';
import { judgeRun } from '../health/judgement.ts';
import type { RunRecord } from '../health/outcome.ts';
import { firstSlot, nextSlot, type Slot } from '../health/schedule.ts';
import type { CheckConfig } from '../model/check.ts';
import type { RunSlots } from './run-slots.ts';
import type { Probe, Run } from './probe.ts';
import { starvedRecord } from './starved.ts';

/** What a check loop tells the one who started it. */
export interface CheckListener {
  /** A run that counts has ended. Called for every one: also an unchanged health is a renewal. */
  result(record: RunRecord, health: CheckHealth): void;
  /** Time passed without a run that counts: the health has changed, or what stays as it is must be renewed. */
  health(health: CheckHealth): void;
  /** Something the operator should know about a check; once until it changes. */
  remark(check: string, text: string): void;
}

/** Node runs a timer of more than 2^31 - 1 ms at once. */
const LONGEST_TIMEOUT_MS = 86_400_000;

/** One check on its grid: never two runs at once, each result through rise and fall to the listener. */
export class CheckLoop {
  readonly #config: CheckConfig;
  readonly #probe: Probe;
  readonly #slots: RunSlots;
  readonly #listener: CheckListener;
  #state;
  #slot: Slot | undefined;
  #timer: NodeJS.Timeout | undefined;
  #healthTimer: NodeJS.Timeout | undefined;
  #phase: 'idle' | 'busy' | 'stopped' = 'idle';
  /** A slot came while the last run was being ended: it starts as soon as that one is gone. */
  #owedSinceMs: number | undefined;
  #run: Run | undefined;
  #runs = 0;
  #activity = Promise.resolve();
  #remarked = '';

  constructor(config: CheckConfig, probe: Probe, slots: RunSlots, listener: CheckListener) {
    this.#config = config;
    this.#probe = probe;
    this.#slots = slots;
    this.#listener = listener;
    this.#state = initialCheckState(config, performance.now());
  }

  /** First run at once, then the grid. After `stop`: no effect. */
  start(): void {
    if (this.#phase === 'stopped') return;
    const { name, intervalMs } = this.#config;
    const nowMs = performance.now();
    this.#state = initialCheckState(this.#config, nowMs);
    this.#awaitChange(nowMs);
    this.#slot = firstSlot(name, hostname(), intervalMs, nowMs);
    this.#onSlot(this.#slot);
  }

  /** No more runs; a running one is ended without a verdict. Resolves when its processes are gone. */
  async stop(by: 'stop' | 'reload'): Promise<void> {
    this.#phase = 'stopped';
    clearTimeout(this.#timer);
    clearTimeout(this.#healthTimer);
    this.#run?.cancel(by);
    await this.#activity;
  }

  #onSlot(slot: Slot): void {
    const nowMs = performance.now();
    this.#slot = nextSlot(slot, this.#config.intervalMs, nowMs);
    const next = this.#slot;
    this.#timer = setTimeout(() => this.#onSlot(next), next.dueMs - nowMs);
    if (this.#phase === 'idle') this.#activity = this.#runOnce(slot.dueMs);
    else this.#onOccupied(slot);
  }

  #onOccupied(slot: Slot): void {
    const stuck = this.#run?.stuck();
    if (stuck !== undefined) {
      this.#take(stuck);
      return;
    }
    const { intervalMs, timeoutMs, name } = this.#config;
    // With a limit inside the interval the old run is at its end now: skipping would halve the pace of a hanging check.
    if (timeoutMs <= intervalMs) this.#owedSinceMs ??= slot.dueMs;
    else this.#remark(`${name} takes longer than its interval of ${intervalMs} ms: runs are skipped`);
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
      if (isStarved) this.#take(starvedRecord(this.#config, Math.round(waitedMs)));
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
    if (warning !== undefined) this.#remark(`${warning.detail} (fix: ${warning.fix})`);
    this.#take(await run.settled);
    await run.gone;
  }

  #take(record: RunRecord): void {
    const judgement = judgeRun(record, this.#config);
    if (judgement.verdict.sample === 'none' || this.#isStopped()) return;
    this.#listener.result(record, this.#after({ type: 'judged', judgement }));
  }

  #after(event: CheckEvent): CheckHealth {
    const nowMs = performance.now();
    this.#state = afterEvent(this.#state, event, this.#config, nowMs);
    this.#awaitChange(nowMs);
    return healthOf(this.#state, this.#config, nowMs);
  }

  #awaitChange(nowMs: number): void {
    clearTimeout(this.#healthTimer);
    const atMs = Math.min(nextChangeMs(this.#state, this.#config), renewalMs(this.#state, this.#config));
    if (atMs === Infinity) return;
    const waitMs = Math.min(LONGEST_TIMEOUT_MS, Math.ceil(atMs - nowMs));
    this.#healthTimer = setTimeout(() => this.#listener.health(this.#after({ type: 'time' })), waitMs);
  }

  #remark(text: string): void {
    if (text === this.#remarked) return;
    this.#remarked = text;
    this.#listener.remark(this.#config.name, text);
  }

  /** A method, because the compiler cannot know that awaiting lets `stop` run. */
  #isStopped(): boolean {
    return this.#phase === 'stopped';
  }
}
