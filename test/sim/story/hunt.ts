import type { Violation } from '../properties/violation.ts';
import { planOf } from './generate.ts';
import { play } from './play.ts';

/** What came of many seeds. */
export interface Hunted {
  readonly seeds: number;
  readonly simulatedHours: number;
  readonly found: { readonly seed: number; readonly violation: Violation } | 'nothing';
}

const US_PER_HOUR = 3.6e9;

/** Plays the plans of `count` seeds, and stops at the first that breaks a property. */
export function hunt(
  from: number,
  count: number,
  { pace = 'any', onSeed }: { readonly pace?: 'any' | 'slow'; readonly onSeed?: (seed: number) => void } = {},
): Hunted {
  let simulatedUs = 0;
  for (let seed = from; seed < from + count; seed++) {
    const played = play(planOf(seed, pace));
    simulatedUs += played.simulatedUs;
    const { violation } = played;
    const simulatedHours = simulatedUs / US_PER_HOUR;
    if (violation !== 'none') return { seeds: seed - from + 1, simulatedHours, found: { seed, violation } };
    onSeed?.(seed);
  }
  return { seeds: count, simulatedHours: simulatedUs / US_PER_HOUR, found: 'nothing' };
}
