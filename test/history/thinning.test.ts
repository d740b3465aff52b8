import { expect, test } from 'vitest';
import type { CheckHappening } from '../../src/history/entry.ts';
import { Thinning } from '../../src/history/thinning.ts';

const DAY_S = 86_400;
const down = {
  event: 'check.verdict',
  check: 'nginx',
  before: 'up',
  health: 'down',
  blame: 'service',
  reason: 'exit 1',
} as const;
const up = { ...down, before: 'down', health: 'up', blame: 'none', reason: 'exit 0' } as const;
const again = { event: 'check.stillDown', check: 'nginx', blame: 'service', reason: 'exit 1' } as const;

/** What is written when one of these comes each second. */
function written(count: number, happening: (second: number) => CheckHappening): readonly CheckHappening[] {
  const thinning = new Thinning();
  return Array.from({ length: count }, (_, second) => thinning.take(happening(second), second * 1000)).flatMap(
    (entry) => entry ?? [],
  );
}

test('every change of health is written', () => {
  expect(written(100, (second) => (second % 2 === 0 ? down : up))).toHaveLength(100);
});

test('a check that fails each second of a day fills a few lines, which count every failed run but the last few', () => {
  const entries = written(DAY_S, (second) => (second === 0 ? down : again));
  expect(entries.length).toBeLessThan(40);
  const runs = entries.reduce((sum, { failedRuns = 0 }) => sum + failedRuns, 0);
  expect(runs).toBeGreaterThan(DAY_S - 3600);
  expect(runs).toBeLessThanOrEqual(DAY_S);
});

test('a new reason is written at once, a text that never repeats is not for ever', () => {
  const thinning = new Thinning();
  thinning.take(down, 0);
  expect(thinning.take({ ...again, reason: 'exit 127' }, 1000)).toMatchObject({ reason: 'exit 127', failedRuns: 1 });
  const wild = written(DAY_S, (second) => (second === 0 ? down : { ...again, reason: `at ${second}` }));
  expect(wild.length).toBeLessThan(60);
});

test('the entry of the recovery counts the failed runs that had none', () => {
  const thinning = new Thinning();
  thinning.take(down, 0);
  for (let second = 1; second <= 5; second++) expect(thinning.take(again, second * 1000)).toBeUndefined();
  expect(thinning.take(up, 6000)).toMatchObject({ health: 'up', failedRuns: 5 });
});

test('a success that changes nothing is no history, whatever it prints', () => {
  expect(new Thinning().take({ ...up, before: 'up', reason: 'exit 0: pid 7' }, 0)).toBeUndefined();
});

test('a failure that does not yet count is', () => {
  const blip = { ...down, before: 'up', health: 'up', reason: 'exit 1 (failure 1 of 3, still up)' } as const;
  expect(new Thinning().take(blip, 0)).toMatchObject({ failedRuns: 1 });
});
