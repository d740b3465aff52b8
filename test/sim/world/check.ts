import {
  afterEvent,
  type CheckHealth,
  type CheckState,
  healthOf,
  initialCheckState,
} from '../../../src/health/check-state.ts';
import type { Judgement } from '../../../src/health/judgement.ts';
import type { CheckConfig } from '../../../src/model/check.ts';
import { checkConfig } from '../../support/configs.ts';

const JUDGED: Readonly<Record<'good' | 'bad', Judgement>> = {
  good: {
    verdict: { sample: 'success', level: 'ok', blame: 'none', reason: 'exit 0' },
    figure: 'none',
    certainty: 'counts',
  },
  bad: {
    verdict: { sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 1' },
    figure: 'none',
    certainty: 'counts',
  },
};

/** A check as the first process keeps it: the real reducer, with runs that end as they are told to. */
export class SimulatedCheck {
  readonly config: CheckConfig;
  #state: CheckState;
  /** Of the last run: nothing here changes with time alone. */
  #health: CheckHealth;

  constructor(name: string, { rise, fall }: { readonly rise: number; readonly fall: number }) {
    this.config = checkConfig({ name, rise, fall, firstResult: 'decides', staleAfterMs: Number.MAX_SAFE_INTEGER });
    this.#state = initialCheckState(this.config, 0);
    this.#health = healthOf(this.#state, this.config, 0);
  }

  run(end: 'good' | 'bad', nowMs: number): void {
    this.#state = afterEvent(this.#state, { type: 'judged', judgement: JUDGED[end] }, this.config, nowMs);
    this.#health = healthOf(this.#state, this.config, nowMs);
  }

  get health(): CheckHealth {
    return this.#health;
  }
}
