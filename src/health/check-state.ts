import type { CheckConfig } from '../model/check.ts';
import { type RiseFall, afterResult, beforeFirstResult } from './rise-fall.ts';
import type { Blame, Verdict } from './verdict.ts';

/** What main tells the dataplane about a check, and what `status` shows. */
export interface CheckHealth {
  readonly check: string;
  /** `unknown`: no result yet. */
  readonly health: 'unknown' | 'up' | 'down';
  readonly blame: Blame;
  readonly reason: string;
  /** Set while the last result says the opposite of `health`, but not often enough yet (rise, fall). */
  readonly lastResult?: 'contradicts';
}

/** A check between two runs: its count and what follows from it. */
export interface CheckState {
  readonly count: RiseFall;
  readonly health: CheckHealth;
}

/** A check that has not run yet. */
export function initialCheckState(config: CheckConfig): CheckState {
  const count = beforeFirstResult(config);
  const reason = count.health === 'down' ? 'no result yet (init_fail)' : 'no result yet';
  return { count, health: { check: config.name, health: count.health, blame: 'none', reason } };
}

/**
 * Takes a run's verdict in. A verdict that is no sample changes nothing. The reason is the last result's, with the
 * count where the result alone does not explain the state: `exit 2: refused (failure 1 of 3, still up)`.
 */
export function afterVerdict(state: CheckState, verdict: Verdict, config: CheckConfig): CheckState {
  if (verdict.sample === 'none') return state;
  const count = afterResult(state.count, verdict.sample, config);
  const contradiction = contrary(count, verdict.sample, config);
  const reason = `${verdict.reason}${contradiction}`;
  const health: CheckHealth = { check: config.name, health: count.health, blame: verdict.blame, reason };
  return { count, health: contradiction === '' ? health : { ...health, lastResult: 'contradicts' } };
}

function contrary({ health, counter }: RiseFall, sample: 'success' | 'failure', { rise, fall }: CheckConfig): string {
  if (health === 'up' && sample === 'failure') return ` (failure ${rise + fall - 1 - counter} of ${fall}, still up)`;
  if (health !== 'up' && sample === 'success') return ` (success ${counter} of ${rise}, ${notYet[health]})`;
  return '';
}

const notYet = { down: 'still down', unknown: 'not up yet' } as const;
