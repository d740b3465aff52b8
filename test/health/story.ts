import type { CheckHealth } from '../../src/health/check-health.ts';
import {
  type CheckEvent,
  afterEvent,
  healthOf,
  initialCheckState,
  nextChangeMs,
} from '../../src/health/check-state.ts';
import type { Judgement } from '../../src/health/judgement.ts';
import type { Verdict } from '../../src/health/verdict.ts';
import type { CheckConfig } from '../../src/model/check.ts';
import { checkConfig } from '../support/configs.ts';

const VERDICTS: Readonly<Record<string, Verdict>> = {
  ok: { sample: 'success', level: 'ok', blame: 'none', reason: 'exit 0' },
  warn: { sample: 'success', level: 'warn', blame: 'none', reason: 'exit 1 (warning)' },
  bad: { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 1: refused' },
  broken: { sample: 'failure', level: 'bad', blame: 'checker', reason: 'exit 127' },
  none: { sample: 'none', level: 'none', blame: 'none', reason: 'skipped: overlap' },
};

/** A run that ended with one of {@link VERDICTS}. */
export function judged(word: string, more: Partial<Judgement> = {}): CheckEvent {
  const verdict = VERDICTS[word];
  if (verdict === undefined) throw new Error(`no such verdict: ${word}`);
  return { type: 'judged', judgement: { verdict, figure: 'none', certainty: 'counts', ...more } };
}

/** One check through what happens to it. Time stands still unless `at` says otherwise. */
export class Story {
  readonly #config: CheckConfig;
  #state;
  #nowMs = 0;

  constructor(changes: Partial<CheckConfig> = {}) {
    this.#config = checkConfig({ staleAfterMs: 1_000_000, ...changes });
    this.#state = initialCheckState(this.#config, 0);
  }

  /** Moves the clock, without an event. */
  at(nowMs: number): this {
    this.#nowMs = nowMs;
    return this;
  }

  /** Events, or words of {@link VERDICTS}. */
  after(...events: readonly (CheckEvent | string)[]): this {
    for (const event of events) {
      const happened = typeof event === 'string' ? judged(event) : event;
      this.#state = afterEvent(this.#state, happened, this.#config, this.#nowMs);
    }
    return this;
  }

  get told(): CheckHealth {
    return healthOf(this.#state, this.#config, this.#nowMs);
  }

  get nextMs(): number {
    return nextChangeMs(this.#state, this.#config);
  }
}

export const paused = (why: 'blocked' | 'outside' | 'maintenance', detail = ''): CheckEvent => ({
  type: 'paused',
  why,
  detail,
});
export const resumed = (why: 'blocked' | 'outside' | 'maintenance'): CheckEvent => ({ type: 'resumed', why });
