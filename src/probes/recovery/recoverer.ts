import { nextDueMs, step } from '../../health/recover/recover.ts';
import {
  NOT_RECOVERING,
  type RecoverAction,
  type RecoverEvent,
  type RecoverRules,
  type Recovery,
} from '../../health/recover/state.ts';
import type { CheckConfig, RecoverConfig } from '../../model/check.ts';
import type { Model } from '../../model/model.ts';
import { unreachable } from '../../model/result.ts';
import type { RecoveryRuns } from './recovery-runs.ts';

/** What a recovery asks of the check that it is for. */
export interface RecoverListener {
  /** Count as before, until then at the latest. */
  holdBack(untilMs: number): void;
  /** Count as what it is. */
  letGo(): void;
  askNow(): void;
  /** Something for log and history. */
  told(news: RecoveryNews): void;
}

/** One step of a recovery. `text`: a sentence without the check's name. */
export interface RecoveryNews {
  readonly did: 'started' | 'ended' | 'denied' | 'recovered' | 'gaveUp' | 'letGo';
  readonly text: string;
}

/** Node runs a timer of more than 2^31 - 1 ms at once. */
const LONGEST_TIMEOUT_MS = 86_400_000;

/** Helps the service of one check up again. Source: checks.md 6.2. */
export class Recoverer {
  readonly #check: string;
  readonly #script: RecoverConfig['run'];
  readonly #rules: RecoverRules;
  readonly #runs: RecoveryRuns;
  readonly #security: Model['scriptSecurity'];
  readonly #listener: RecoverListener;
  #recovery: Recovery = NOT_RECOVERING;
  #timer: NodeJS.Timeout | undefined;
  #phase: 'on' | 'stopped' = 'on';

  constructor(
    { name, fall }: CheckConfig,
    { run, ...rules }: RecoverConfig,
    { runs, security }: { readonly runs: RecoveryRuns; readonly security: Model['scriptSecurity'] },
    listener: RecoverListener,
  ) {
    this.#check = name;
    this.#script = run;
    this.#rules = { ...rules, fall };
    this.#runs = runs;
    this.#security = security;
    this.#listener = listener;
  }

  /** Takes in what happened; what follows is done before this returns, but for the run itself. */
  take(event: RecoverEvent): void {
    if (this.#phase === 'stopped') return;
    const nowMs = performance.now();
    const { recovery, actions } = step(this.#recovery, event, nowMs, this.#rules);
    this.#recovery = recovery;
    for (const action of actions) this.#perform(action);
    this.#awaitTime();
  }

  /** No more attempts. A run that goes on is not ended here. */
  stop(): void {
    this.#phase = 'stopped';
    clearTimeout(this.#timer);
  }

  #perform(action: RecoverAction): void {
    const { told } = this.#listener;
    switch (action.type) {
      case 'holdBack':
        return this.#listener.holdBack(action.untilMs);
      case 'letGo':
        told({ did: 'letGo', text: `counts as down now: ${action.reason}` });
        return this.#listener.letGo();
      case 'startRun':
        told({ did: 'started', text: `recovery attempt ${action.attempt}: ${this.#script.argv[0] ?? ''}` });
        return void this.#run(action.limitMs);
      case 'ask':
        return this.#listener.askNow();
      case 'recovered':
        return told({
          did: 'recovered',
          text: `good again ${Math.round(action.afterMs)} ms after it failed, by recovery attempt ${action.attempt}`,
        });
      case 'giveUp':
        return told({ did: 'gaveUp', text: `recovery given up: ${action.reason}` });
      default:
        return unreachable(action);
    }
  }

  async #run(limitMs: number): Promise<void> {
    const end = await this.#runs.run(this.#check, this.#script, Math.ceil(limitMs), this.#security);
    if (this.#phase === 'stopped') return;
    if (end.type === 'denied') {
      this.#listener.told({ did: 'denied', text: `no recovery now: ${end.reason}` });
      return this.take({ ...end, type: 'runDenied' });
    }
    this.#listener.told({ did: 'ended', text: `recovery ${end.outcome}: ${end.how}` });
    this.take({ ...end, type: 'runEnded' });
  }

  #awaitTime(): void {
    clearTimeout(this.#timer);
    const atMs = nextDueMs(this.#recovery, this.#rules);
    if (atMs === Infinity || this.#phase === 'stopped') return;
    const waitMs = Math.min(LONGEST_TIMEOUT_MS, Math.max(1, Math.ceil(atMs - performance.now())));
    this.#timer = setTimeout(() => this.take({ type: 'time' }), waitMs);
  }
}
