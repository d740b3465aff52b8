import type { Pace } from '../schedule.ts';
import type { RunState } from './run-state.ts';

/**
 * How a check stands. A result that contradicts comes before being down: it is the one that asks to be confirmed.
 * Without any result it is steady.
 */
export function paceOf({ count, last }: Pick<RunState, 'count' | 'last'>): Pace {
  if (last === 'none' || count.health === 'unknown') return 'steady';
  if ((count.health === 'up') !== (last.sample === 'success')) return 'changing';
  return count.health === 'down' ? 'down' : 'steady';
}
