import { expect, test } from 'vitest';
import type { Entry, Happening } from '../../src/history/entry.ts';
import { summarize } from '../../src/history/summary.ts';

const NOW_MS = 10_000;

const entries = (...story: readonly (readonly [timeMs: number, happening: Happening])[]): readonly Entry[] =>
  story.map(([time, happening], n) => ({ ...happening, time, n }));

const down = (check = 'nginx', failedRuns = 1): Happening => ({
  event: 'check.verdict',
  check,
  before: 'up',
  health: 'down',
  blame: 'service',
  reason: 'exit 1',
  failedRuns,
});
const up = (check = 'nginx'): Happening => ({
  event: 'check.verdict',
  check,
  before: 'down',
  health: 'up',
  blame: 'none',
  reason: 'exit 0',
});
const still = (reason: string, failedRuns: number): Happening => ({
  event: 'check.stillDown',
  check: 'nginx',
  blame: 'service',
  reason,
  failedRuns,
});
const started: Happening = { event: 'daemon.started', version: '1', pid: 1, config: 'c', instances: 1, checks: 1 };

test('how often, how long, the longest time, and the last reason', () => {
  const story = entries([1000, down()], [2000, up()], [4000, down()], [5000, still('exit 2', 3)], [7000, up()]);
  expect(summarize(story, 0, NOW_MS)).toEqual([
    {
      check: 'nginx',
      now: 'up',
      failures: 2,
      failedRuns: 5,
      downMs: 4e3,
      longestMs: 3e3,
      lastReason: 'exit 2',
      lastDownAtMs: 4e3,
    },
  ]);
});

test('a check that is down is down until now', () => {
  expect(summarize(entries([9000, down()]), 0, NOW_MS)).toMatchObject([
    { now: 'down', downMs: 1000, lastDownAtMs: 9000 },
  ]);
});

test('of a time down that began before the span only the part within counts', () => {
  const before = entries([1000, down()], [6000, up()]);
  expect(summarize(before, 5000, NOW_MS)).toMatchObject([
    { failures: 1, failedRuns: 0, downMs: 1000, lastDownAtMs: 5000 },
  ]);
  const unseen = entries([6000, up()]);
  expect(summarize(unseen, 5000, NOW_MS)).toMatchObject([{ failures: 1, downMs: 1000 }]);
  const saysSo = entries([4000, still('exit 1', 60)]);
  expect(summarize(saysSo, 5000, NOW_MS)).toMatchObject([{ now: 'down', failures: 1, downMs: 5000 }]);
});

test('what ended before the span is not counted', () => {
  const story = entries([1000, down()], [2000, up()]);
  expect(summarize(story, 5000, NOW_MS)).toMatchObject([{ failures: 0, downMs: 0, lastReason: '' }]);
});

test('a time down ends with the daemon, for a killed one with its last entry', () => {
  const stopped = entries([1000, down()], [2000, { event: 'daemon.stopped', tookMs: 1 }]);
  expect(summarize(stopped, 0, NOW_MS)).toMatchObject([{ now: 'unknown', downMs: 1000 }]);
  const killed = entries([1000, down()], [3000, still('exit 1', 2)], [8000, started]);
  expect(summarize(killed, 0, NOW_MS)).toMatchObject([{ now: 'unknown', downMs: 2000 }]);
});

test('a check that a reload removes is down no more', () => {
  const changes = ['check nginx removed'];
  const story = entries([1000, down()], [2000, { event: 'config.reloaded', generation: 2, changes }]);
  expect(summarize(story, 0, NOW_MS)).toMatchObject([{ now: 'unknown', downMs: 1000 }]);
});

test('the worst stands first', () => {
  const story = entries([1000, down('a')], [2000, up('a')], [3000, down('b')], [9000, up('b')]);
  expect(summarize(story, 0, NOW_MS).map(({ check }) => check)).toEqual(['b', 'a']);
});
