import type { Property } from '../properties/violation.ts';
import type { Happening, Plan } from './plan.ts';
import { play } from './play.ts';

/** Which routers and happenings of a plan are left, as places in its lists. */
export interface Selection {
  readonly routers: readonly number[];
  readonly happenings: readonly number[];
}

/** How often a smaller plan is tried, so that a long one does not take minutes. */
const ATTEMPTS = 400;

/** The same happening with the routers' new places; nothing when one of them is gone. */
function moved(happening: Happening, routers: readonly number[]): Happening | undefined {
  const place = (at: number): number => routers.indexOf(at);
  if (happening.kind === 'noise') return happening;
  if (happening.kind === 'cut') {
    const [from, to] = [place(happening.from), place(happening.to)];
    return from === -1 || to === -1 ? undefined : { ...happening, from, to };
  }
  const router = place(happening.router);
  return router === -1 ? undefined : { ...happening, router };
}

/** The plan with these routers and happenings only. All other times stay. */
export function selected(plan: Plan, { routers, happenings }: Selection): Plan {
  return {
    ...plan,
    routers: plan.routers.filter((_, at) => routers.includes(at)),
    happenings: plan.happenings.flatMap((happening, at) => {
      const kept = happenings.includes(at) ? moved(happening, routers) : undefined;
      return kept === undefined ? [] : [kept];
    }),
  };
}

const all = (list: readonly unknown[]): readonly number[] => list.map((_, at) => at);

/**
 * A smaller plan that breaks the same property: halves, quarters, … single happenings are left out as long as it still
 * breaks, then routers.
 */
export function shrink(plan: Plan, property: Property): Selection {
  let left: Selection = { routers: all(plan.routers), happenings: all(plan.happenings) };
  let attempts = 0;
  const attempt = (smaller: Selection): void => {
    if (attempts++ >= ATTEMPTS || smaller.routers.length === 0) return;
    const { violation } = play(selected(plan, smaller));
    if (violation !== 'none' && violation.property === property) left = smaller;
  };
  for (let before = -1; before !== left.happenings.length;) {
    before = left.happenings.length;
    for (let size = Math.ceil(before / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (const chunk of chunks(left.happenings, size)) {
        attempt({ ...left, happenings: left.happenings.filter((at) => !chunk.includes(at)) });
      }
    }
    for (const router of left.routers) attempt({ ...left, routers: left.routers.filter((at) => at !== router) });
  }
  return left;
}

const chunks = (list: readonly number[], size: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
