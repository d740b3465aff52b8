import type { CheckConfig } from '../../model/check.ts';

/** How many results in a row change a check's state, and how it starts. */
export type RiseFallRules = Pick<CheckConfig, 'rise' | 'fall' | 'firstResult'>;

/**
 * keepalived's counter: 0 to rise + fall − 1, up from `rise` on. `unknown` counts successes only, because one failure
 * always decides there. Source: checks.md 3.2.
 */
export interface RiseFall {
  readonly health: 'unknown' | 'up' | 'down';
  readonly counter: number;
}

export interface Result {
  readonly sample: 'success' | 'failure';
  /** `decides`: counts as often as `rise` or `fall` asks for. */
  readonly certainty: 'counts' | 'decides';
  /** Successes in a row that it takes now; more than `rise` for a check that flaps. */
  readonly riseNeeded: number;
}

/** State before the first result. `init_fail` starts as down, which `rise` successes must lift. */
export const beforeFirstResult = ({ initial }: Pick<CheckConfig, 'initial'>): RiseFall => ({
  health: initial,
  counter: 0,
});

/**
 * Takes one result in. While up a success restores the top and a failure lowers by one; while down a success raises by
 * one and a failure sets 0: so both counts mean consecutive results.
 */
export function afterResult(state: RiseFall, result: Result, rules: RiseFallRules): RiseFall {
  const up: RiseFall = { health: 'up', counter: rules.rise + rules.fall - 1 };
  const down: RiseFall = { health: 'down', counter: 0 };
  if (result.sample === 'success') {
    const decides = state.health === 'unknown' && rules.firstResult === 'decides';
    const counter = state.counter + (result.certainty === 'decides' ? rules.rise : 1);
    return decides || state.health === 'up' || counter >= result.riseNeeded ? up : { health: state.health, counter };
  }
  const stillUp = state.health === 'up' && result.certainty === 'counts' && state.counter - 1 >= rules.rise;
  return stillUp ? { health: 'up', counter: state.counter - 1 } : down;
}
