import { expect, test } from 'vitest';
import { effectivePriority, type Priority } from '../../src/model/priority.ts';

const eff = (base: number, sum: number): number => effectivePriority(base as Priority, sum);

test('the sum is clamped to 1..254 and an owner never changes (PR-03, PR-04, PR-05)', () => {
  expect([eff(100, 0), eff(100, -60), eff(200, 100), eff(20, -60), eff(255, -60)]).toEqual([100, 40, 254, 1, 255]);
});
