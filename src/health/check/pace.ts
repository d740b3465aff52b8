import type { CheckConfig } from '../../model/check.ts';
import type { RunState } from './run-state.ts';

type Paces = Pick<CheckConfig, 'intervalMs' | 'changingIntervalMs' | 'downIntervalMs'>;

/** The interval to the next run: another one while the last result contradicts the state, and while down. */
export function paceMs({ count, last }: Pick<RunState, 'count' | 'last'>, paces: Paces): number {
  if (last === 'none' || count.health === 'unknown') return paces.intervalMs;
  const isContrary = (count.health === 'up') !== (last.sample === 'success');
  if (isContrary) return paces.changingIntervalMs;
  return count.health === 'down' ? paces.downIntervalMs : paces.intervalMs;
}
