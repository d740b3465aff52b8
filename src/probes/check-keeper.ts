import type { CheckHealth, PauseKind } from '../health/check-health.ts';
import {
  afterEvent,
  type CheckEvent,
  type CheckState,
  healthOf,
  initialCheckState,
  nextChangeMs,
  renewalMs,
} from '../health/check-state.ts';
import { paceOf } from '../health/check/pace.ts';
import { healthOfRuns } from '../health/check/run-health.ts';
import { judgeRun } from '../health/judgement.ts';
import type { RunRecord } from '../health/outcome.ts';
import type { CheckConfig } from '../model/check.ts';
import { CheckLoop } from './check-loop.ts';
import type { Hours } from './times/hours.ts';
import type { Probe } from './probe.ts';
import type { Recoverer, RecoverListener, RecoveryNews } from './recovery/recoverer.ts';
import type { RunSlots } from './run-slots.ts';
import type { Timetable } from './times/timetable.ts';

/** What is told of a check. */
export interface CheckListener {
  /** A run that counts has ended. Called for every one: also an unchanged health is a renewal. */
  result(record: RunRecord, health: CheckHealth): void;
  /** Something else than a run changed the health, or one that stands without runs must be renewed. */
  health(health: CheckHealth): void;
  /** Something the operator should know about a check; once until it changes. */
  remark(check: string, text: string): void;
  /** A step of the recovery of its service. */
  recovery(check: string, news: RecoveryNews): void;
}

export interface CheckParts {
  readonly probe: Probe;
  readonly slots: RunSlots;
  readonly timetable: (nowMs: number) => Timetable;
  readonly hours: (onEdge: (now: 'open' | 'closed') => void) => Hours | 'always';
  readonly recoverer: (listener: RecoverListener) => Recoverer | 'none';
}

/** Node runs a timer of more than 2^31 - 1 ms at once. */
const LONGEST_TIMEOUT_MS = 86_400_000;

const CALLED_OFF: Readonly<Record<PauseKind, string>> = {
  blocked: 'a check that it needs is down',
  outside: 'its hours are over',
  maintenance: 'it is in maintenance',
};

/** Keeps one check: has it run, takes in what happens to it, and tells what follows. */
export class CheckKeeper {
  readonly #config: CheckConfig;
  readonly #listener: CheckListener;
  readonly #loop: CheckLoop;
  readonly #hours: Hours | 'always';
  readonly #recoverer: Recoverer | 'none';
  #state: CheckState;
  #timer: NodeJS.Timeout | undefined;
  #ringsAtMs = Infinity;
  #remarked = '';
  /** Why it is not asked at present. A check in maintenance goes on being asked. */
  readonly #silencedBy = new Set<PauseKind>();

  constructor(config: CheckConfig, { probe, slots, timetable, hours, recoverer }: CheckParts, listener: CheckListener) {
    const nowMs = performance.now();
    this.#config = config;
    this.#listener = listener;
    this.#state = initialCheckState(config, nowMs);
    this.#hours = hours((now) => (now === 'open' ? this.resume('outside') : this.pause('outside', '')));
    this.#recoverer = recoverer({
      holdBack: (untilMs) => void this.#after({ type: 'withhold', untilMs }),
      letGo: () => this.#tell({ type: 'release' }),
      askNow: () => this.#loop.runNow(),
      told: (news) => listener.recovery(config.name, news),
    });
    this.#loop = new CheckLoop(config, probe, slots, timetable(nowMs), {
      ended: (record) => this.#onRun(record),
      remark: (text) => this.#remark(text),
    });
  }

  get health(): CheckHealth {
    return healthOf(this.#state, this.#config, performance.now());
  }

  /** What its runs alone say. */
  get healthByRuns(): CheckHealth {
    return healthOfRuns(this.#state.runs, this.#config, performance.now());
  }

  start(): void {
    this.#awaitChange(performance.now());
    if (this.#hours !== 'always') this.#hours.start();
    this.#loop.start();
  }

  /** No more runs; a running one is ended without a verdict. Resolves when its processes are gone. */
  async stop(by: 'stop' | 'reload'): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#hours !== 'always') this.#hours.stop();
    if (this.#recoverer !== 'none') this.#recoverer.stop();
    await this.#loop.stop(by);
    clearTimeout(this.#timer);
  }

  /** Not judged from now on. Again, with another detail: only that changes. */
  pause(why: PauseKind, detail: string): void {
    if (why !== 'maintenance') {
      this.#silencedBy.add(why);
      this.#loop.pause();
    }
    this.#tell({ type: 'paused', why, detail });
    if (this.#recoverer !== 'none') this.#recoverer.take({ type: 'calledOff', reason: CALLED_OFF[why] });
  }

  /** That is over. */
  resume(why: PauseKind): void {
    this.#silencedBy.delete(why);
    this.#tell({ type: 'resumed', why });
    if (this.#silencedBy.size === 0) this.#loop.resume();
  }

  #onRun(record: RunRecord): void {
    const judgement = judgeRun(record, this.#config);
    if (judgement.verdict.sample === 'none') return;
    if (this.#recoverer === 'none' || this.#state.pauses.length > 0) {
      return this.#listener.result(record, this.#after({ type: 'judged', judgement }));
    }
    const { health: before } = this.health;
    const counted = before === 'up' || before === 'warn' ? 'up' : 'notUp';
    this.#after({ type: 'judged', judgement });
    const { blame } = judgement.verdict;
    const made = this.#state.runs.count.health === 'down' ? 'down' : 'up';
    this.#recoverer.take({ type: 'result', health: made, counted, blame });
    // It may be held back now.
    this.#listener.result(record, this.health);
  }

  #tell(event: CheckEvent): void {
    this.#listener.health(this.#after(event));
  }

  #after(event: CheckEvent): CheckHealth {
    const nowMs = performance.now();
    this.#state = afterEvent(this.#state, event, this.#config, nowMs);
    this.#awaitChange(nowMs);
    this.#loop.setPace(paceOf(this.#state.runs));
    return healthOf(this.#state, this.#config, nowMs);
  }

  /** A timer that would ring before is left alone: it looks again. Most checks are asked long before. */
  #awaitChange(nowMs: number): void {
    const atMs = Math.min(nextChangeMs(this.#state, this.#config), renewalMs(this.#state, this.#config));
    if (atMs >= this.#ringsAtMs) return;
    clearTimeout(this.#timer);
    this.#ringsAtMs = atMs;
    this.#timer = setTimeout(() => this.#onTimer(), Math.min(LONGEST_TIMEOUT_MS, Math.max(0, Math.ceil(atMs - nowMs))));
  }

  /** Also a timer of its own time may ring a little early. */
  #onTimer(): void {
    const nowMs = performance.now();
    const isDue = nowMs >= Math.min(nextChangeMs(this.#state, this.#config), renewalMs(this.#state, this.#config));
    this.#ringsAtMs = Infinity;
    if (isDue) this.#tell({ type: 'time' });
    else this.#awaitChange(nowMs);
  }

  #remark(text: string): void {
    if (text === this.#remarked) return;
    this.#remarked = text;
    this.#listener.remark(this.#config.name, text);
  }
}
