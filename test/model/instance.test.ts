import { expect, test } from 'vitest';
import { bestPriority, type Tracked } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';

const weigh = (weight: number, reverse: Tracked['reverse'] = 'normal'): Tracked => ({
  name: 'nginx',
  weight,
  warnWeight: 'weight',
  reverse,
});

const best = (base: number, trackedChecks: readonly Tracked[], trackedInterfaces: readonly Tracked[] = []): number =>
  bestPriority({ basePriority: base as Priority, trackedChecks, trackedInterfaces });

test('the best priority has every point that can be won, and loses none', () => {
  expect(best(100, [])).toBe(100);
  expect(best(100, [weigh(20), weigh(-60), weigh(0)], [weigh(5)])).toBe(125);
  expect(best(100, [weigh(-10, 'reverse'), weigh(30, 'reverse')])).toBe(110);
});

test('it is limited as every priority is, and an owner has 255', () => {
  expect([best(250, [weigh(20)]), best(255, [weigh(-60)])]).toEqual([254, 255]);
});
