import { type CheckConfig, type Points } from '../model/check.ts';
import { weightOfCode } from './judgement.ts';
import type { Blame } from './verdict.ts';

/** What main tells the dataplane about a check, and what `status` shows. A group of checks has one too. */
export interface CheckHealth {
  readonly check: string;
  /** `unknown`: no result yet. `warn`: up, and not at its best. */
  readonly health: 'unknown' | 'up' | 'warn' | 'down';
  readonly blame: Blame;
  readonly reason: string;
  /** Set while the last result says the opposite of `health`, but not often enough yet (rise, fall). */
  readonly lastResult?: 'contradicts';
  readonly worth: Worth;
  readonly flags: readonly CheckFlag[];
}

/** What a check adds to the sum of an instance that tracks it. */
export type Worth =
  /** What the tracking line's weight makes of its health. */
  | 'weight'
  /** Nothing, whatever its health: it is itself broken and `on_error` is `ignore`. */
  | 'nothing'
  /** Points of its own, which take the place of the weight. */
  | { readonly points: Points }
  /** A number that the tracking line's weight multiplies. */
  | { readonly value: number };

/** Why a health is not simply what the last runs said. */
export type CheckFlag =
  /** The check is broken, its last real result still stands. */
  | 'held'
  /** It went down so often lately that it must be good for longer. */
  | 'flapping'
  /** Down, but its service is being restarted first. */
  | 'recovering'
  | PauseKind;

/** Why a check is not judged for a while: a check it needs is down, the hours it counts in, an operator's wish. */
export type PauseKind = 'blocked' | 'outside' | 'maintenance';

type Worthy = Pick<CheckConfig, 'exitWeights' | 'weightFrom'>;

/** Worth of a check that counts as good without a run that said so. */
export function worthOfGood({ exitWeights, weightFrom }: Worthy): Worth {
  if (exitWeights !== 'none') return { points: weightOfCode(0, exitWeights) };
  if (weightFrom === 'config') return 'weight';
  return weightFrom === 'output' ? { points: 0 } : { value: 0 };
}

/** Worth of a check that counts as bad without a run that said so. A number that cannot be read has no product. */
export function worthOfBad({ exitWeights, weightFrom }: Worthy): Worth {
  if (exitWeights !== 'none') return { points: exitWeights.error };
  return weightFrom === 'value' ? { points: 'fault' } : 'weight';
}

/** What is known of a check that nobody has spoken of. */
export const notHeardOf = (check: string): CheckHealth => ({
  check,
  health: 'unknown',
  blame: 'none',
  reason: 'no result yet',
  worth: 'weight',
  flags: [],
});
