import type { Diagnosis, Finding, Outcome, Output, Phase, RunRecord } from '../../health/outcome.ts';
import type { Probe, Run } from '../probe.ts';
import { nextRunId } from '../run-id.ts';

/**
 * One run of a probe without a process, as the probe sees it. It ends by itself at the deadline or at a stop; whatever
 * a probe says after that is not heard.
 */
export interface Attempt {
  /** Says what is going on from now on, for the case that the deadline comes: `connecting to 192.0.2.1:80`. */
  enter(phase: Phase, doing: string): void;
  /** The result. It ends the run. `phase` is the one entered last. */
  finish(result: Finding['result'], detail: string, more?: Pick<Finding, 'value' | 'certainty'>): void;
  /**
   * Registers what releases sockets, timers and descriptors; called exactly once, at the end of whatever kind. After a
   * good answer a peer can be left politely; otherwise nothing is waited for.
   */
  onEnd(release: (end: End) => void): void;
  /** Tells the operator of something that is no result: who else can read the password. Only while `begin` runs. */
  warn(diagnosis: Diagnosis): void;
  /** Since the start of the run. */
  readonly elapsedMs: number;
  /** Whether the run has ended: a late callback has nothing left to do. */
  readonly isOver: boolean;
}

export type End = 'good' | 'other';

/** A check that is asked from within this process: one run after the other, each under its own deadline. */
export class NativeProbe implements Probe {
  readonly #about: About;
  readonly #begin: (attempt: Attempt) => void;

  /** @param begin starts the work; an exception from it, or later from what it started, is a mistake of ours */
  constructor(about: About, begin: (attempt: Attempt) => void) {
    this.#about = about;
    this.#begin = begin;
  }

  start(lateMs: number): Promise<Run> {
    const run = new NativeRun(this.#about, lateMs);
    this.#begin(run);
    return Promise.resolve(run);
  }
}

export interface About {
  readonly check: string;
  readonly timeoutMs: number;
}

const NO_OUTPUT: Output = { head: '', tail: '', bytes: 0 };

class NativeRun implements Run, Attempt {
  readonly settled: Promise<RunRecord>;
  readonly gone: Promise<RunRecord>;
  readonly warnings: Diagnosis[] = [];
  readonly #about: About;
  readonly #lateMs: number;
  readonly #startedAtMs = Date.now();
  readonly #startedMs = performance.now();
  readonly #deadline: NodeJS.Timeout;
  readonly #releases: ((end: End) => void)[] = [];
  #settle: (record: RunRecord) => void = () => {};
  #phase: Phase = 'look';
  #doing: string | undefined;
  #state: 'going' | 'over' = 'going';

  constructor(about: About, lateMs: number) {
    this.#about = about;
    this.#lateMs = lateMs;
    this.settled = new Promise((resolve) => (this.#settle = resolve));
    this.gone = this.settled;
    this.#deadline = setTimeout(() => this.#onDeadline(), about.timeoutMs);
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  enter(phase: Phase, doing: string): void {
    this.#phase = phase;
    this.#doing = doing;
  }

  finish(result: Finding['result'], detail: string, more: Pick<Finding, 'value' | 'certainty'> = {}): void {
    this.#end({ type: 'probed', result, phase: this.#phase, detail, ...more });
  }

  onEnd(release: (end: End) => void): void {
    if (this.isOver) release('other');
    else this.#releases.push(release);
  }

  warn(diagnosis: Diagnosis): void {
    this.warnings.push(diagnosis);
  }

  cancel(by: 'stop' | 'reload'): void {
    this.#end({ type: 'cancelled', by });
  }

  stuck(): undefined {
    return undefined;
  }

  #onDeadline(): void {
    const { timeoutMs } = this.#about;
    // Without an address the service was never asked.
    if (this.#phase === 'resolve') this.finish('broken', `no answer within ${timeoutMs} ms, ${this.#doing}`);
    const during = this.#doing === undefined ? {} : { during: this.#doing };
    this.#end({ type: 'timedOut', limitMs: timeoutMs, endedBy: 'abort', ...during });
  }

  #end(outcome: Outcome): void {
    if (this.isOver) return;
    this.#state = 'over';
    clearTimeout(this.#deadline);
    const end = outcome.type === 'probed' && (outcome.result === 'ok' || outcome.result === 'warn') ? 'good' : 'other';
    for (const release of this.#releases) release(end);
    this.#settle({
      runId: nextRunId(),
      check: this.#about.check,
      backend: 'native',
      argv: [],
      startedAtMs: this.#startedAtMs,
      lateMs: this.#lateMs,
      durationMs: Math.round((performance.now() - this.#startedMs) * 1000) / 1000,
      outcome,
      stdout: NO_OUTPUT,
      stderr: NO_OUTPUT,
      summary: '',
      killedInGroup: 0,
    });
  }
}
