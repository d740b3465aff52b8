import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import { PROPERTIES } from './properties/violation.ts';
import { planOf } from './story/generate.ts';
import { hunt } from './story/hunt.ts';
import type { Plan } from './story/plan.ts';
import { play } from './story/play.ts';
import { selected, shrink } from './story/shrink.ts';

interface Kept {
  readonly found: string;
  readonly why: string;
  readonly plan: Plan;
}

const KEPT = readFileSync(new URL('../data/sim-kept.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Kept);

function traceOf(plan: Plan): string {
  const lines: string[] = [];
  play(plan, (line) => lines.push(line));
  return lines.join('\n');
}

describe('every property holds', () => {
  test('in the plans of 200 seeds', () => {
    expect(hunt(1, 200).found).toBe('nothing');
  }, 120_000);

  test.each(KEPT)('in the plan that once broke $found: $why', ({ plan }) => {
    expect(play(plan).violation).toBe('none');
  });
});

describe('a run follows from its seed', () => {
  test('the same seed has the same trace, byte for byte, and another has another', () => {
    const [once, again, other] = [7, 7, 8].map((seed) => traceOf(planOf(seed)));
    expect(once?.length).toBeGreaterThan(1000);
    expect(again).toBe(once);
    expect(other).not.toBe(once);
  });
});

describe('a plan that breaks a property', () => {
  /** A router of the RFCs and one whose configuration it does not see change: both are master for good. */
  const deaf: Plan = {
    latencyUs: 50,
    noiseSeed: 1,
    routers: ['10.9.0.1', '10.9.0.2', '10.9.0.3'].map((address) => ({
      program: 'vipward',
      address,
      instances: [{}],
      grouping: 'alone',
      rate: 1,
      rise: 1,
      fall: 1,
    })),
    happenings: [
      { atMs: 0, kind: 'start', router: 0 },
      { atMs: 10, kind: 'start', router: 1 },
      { atMs: 9000, kind: 'wall', router: 1, stepMs: 5000 },
    ],
  };

  test('is made smaller as long as it breaks the same, and its places are those of the whole plan', () => {
    const broken = {
      ...deaf,
      routers: deaf.routers.map((each) => ({ ...each, instances: [{ downTimerAdverts: 0 }] })),
    };
    const { violation } = play(broken);
    if (violation === 'none') throw new Error('without a wait for adverts a backup takes over from a living master');
    const smallest = shrink(broken, violation.property);
    expect(smallest.happenings.length).toBeLessThan(3);
    expect(play(selected(broken, smallest)).violation).toMatchObject({ property: violation.property });
  });
});

test.each(MUTATIONS)('the rule that is broken so that $name stands once in its file', ({ file, rule }) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  expect(text.split(rule)).toHaveLength(2);
});

test('docs/properties.md describes every property by its name, and no other', () => {
  const text = readFileSync(new URL('../../docs/properties.md', import.meta.url), 'utf8');
  const named = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual([...PROPERTIES].toSorted());
});
