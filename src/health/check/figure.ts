import type { Points } from '../../model/check.ts';
import type { Result, RiseFallRules } from './rise-fall.ts';

/**
 * The figure of a check that is in force, and those that speak against it. A figure takes effect when it was reported
 * `fall` times in a row (towards a lower one) or `rise` times (towards a higher one). Figures that differ, but all of
 * them lower (or all higher), count together and the nearest of them takes effect: a service that fails now in this, now
 * in that way has failed all the same. Source: checks.md 2.3.
 */
export interface FigureCount {
  readonly inForce: Points | 'none';
  readonly last: { readonly figure: Points; readonly times: number } | 'none';
  readonly against: Against | 'none';
}

interface Against {
  readonly towards: 'lower' | 'higher';
  readonly times: number;
  readonly nearest: Points;
}

export const NO_FIGURE: FigureCount = { inForce: 'none', last: 'none', against: 'none' };

/** Takes the figure of one run in. Before the first is known 0 is in force, and a single lower one is enough. */
export function afterFigure(
  count: FigureCount,
  figure: Points,
  { certainty, riseNeeded }: Omit<Result, 'sample'>,
  { fall, firstResult }: RiseFallRules,
): FigureCount {
  const { inForce, last, against } = count;
  const times = last !== 'none' && last.figure === figure ? last.times + 1 : 1;
  const next = { inForce, last: { figure, times }, against: 'none' as const };
  if (figure === inForce) return next;
  const towards = rank(figure) < rank(inForce === 'none' ? 0 : inForce) ? 'lower' : 'higher';
  const needed = towards === 'higher' ? riseNeeded : inForce === 'none' ? 1 : fall;
  const decides = certainty === 'decides' || (inForce === 'none' && firstResult === 'decides');
  if (decides || times >= needed) return { ...next, inForce: figure };
  const together = joined(against, towards, figure);
  return together.times >= needed ? { ...next, inForce: together.nearest } : { ...next, against: together };
}

/** A run without a figure came between: what speaks against the one in force no longer does so in a row. */
export const afterNoFigure = ({ inForce }: FigureCount): FigureCount => ({ ...NO_FIGURE, inForce });

function joined(before: FigureCount['against'], towards: Against['towards'], figure: Points): Against {
  if (before === 'none' || before.towards !== towards) return { towards, times: 1, nearest: figure };
  const nearer = towards === 'lower' ? rank(figure) > rank(before.nearest) : rank(figure) < rank(before.nearest);
  return { towards, times: before.times + 1, nearest: nearer ? figure : before.nearest };
}

const rank = (points: Points): number => (points === 'fault' ? -Infinity : points);
