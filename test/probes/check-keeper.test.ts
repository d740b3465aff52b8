import { expect, test, vi } from 'vitest';
import type { CheckHealth } from '../../src/health/check-state.ts';
import type { Outcome, RunRecord } from '../../src/health/outcome.ts';
import type { CheckConfig } from '../../src/model/check.ts';
import { CheckKeeper, type CheckListener } from '../../src/probes/check-keeper.ts';
import type { Probe } from '../../src/probes/probe.ts';
import { RunSlots } from '../../src/probes/run-slots.ts';
import { IntervalTimetable } from '../../src/probes/times/timetable.ts';
import { checkConfig } from '../support/configs.ts';

function keeperOf(
  config: CheckConfig,
  probe: Probe,
  listener: Partial<CheckListener>,
  slots = new RunSlots(1),
): CheckKeeper {
  const timetable = (nowMs: number): IntervalTimetable => new IntervalTimetable(config, 'web1', nowMs);
  const parts = { probe, slots, timetable, hours: () => 'always' as const, recoverer: () => 'none' as const };
  return new CheckKeeper(config, parts, {
    result: () => {},
    health: () => {},
    remark: () => {},
    recovery: () => {},
    ...listener,
  });
}

const recordOf = (outcome: Outcome): RunRecord => ({
  runId: 'run',
  check: 'nginx',
  backend: 'native',
  argv: [],
  startedAtMs: 0,
  lateMs: 0,
  durationMs: 0,
  outcome,
  stdout: { head: '', tail: '', bytes: 0 },
  stderr: { head: '', tail: '', bytes: 0 },
  summary: '',
  killedInGroup: 0,
});

test('RC-54 every slot of a check that cannot be ended is a failure, so that fall is reached', async () => {
  const timedOut = recordOf({ type: 'timedOut', limitMs: 20, endedBy: 'pending' });
  let leave: ((record: RunRecord) => void) | undefined;
  const gone = new Promise<RunRecord>((resolve) => {
    leave = resolve;
  });
  const probe: Probe = {
    start: () =>
      Promise.resolve({
        settled: Promise.resolve(timedOut),
        gone,
        warnings: [],
        cancel: () => leave?.(timedOut),
        stuck: () => recordOf({ type: 'stuck', pid: 7, sinceMs: 2500 }),
      }),
  };
  const seen: [Outcome['type'], CheckHealth['health']][] = [];
  const config = checkConfig({ intervalMs: 20, timeoutMs: 20, fall: 3, initial: 'unknown' });
  const keeper = keeperOf(config, probe, {
    result: ({ outcome }, { health }) => seen.push([outcome.type, health]),
  });
  keeper.start();
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(4);
  await keeper.stop('stop');
  expect(seen.slice(0, 4)).toEqual([
    ['timedOut', 'down'],
    ['stuck', 'down'],
    ['stuck', 'down'],
    ['stuck', 'down'],
  ]);
});

test('a probe that was told of a change is asked at once, never twice at a time, and not after the stop', async () => {
  const asked: { end: () => void }[] = [];
  const watch = { changed: (): void => {}, ends: 0 };
  const ok = recordOf({ type: 'probed', result: 'ok', phase: 'look', detail: 'lives' });
  const probe: Probe = {
    start() {
      const settled = new Promise<RunRecord>((resolve) => asked.push({ end: () => resolve(ok) }));
      return Promise.resolve({
        settled,
        gone: settled,
        warnings: [],
        cancel: () => asked.at(-1)?.end(),
        stuck: () => undefined,
      });
    },
    watch(changed) {
      watch.changed = changed;
      return () => (watch.ends += 1);
    },
  };
  const results: CheckHealth[] = [];
  const config = checkConfig({ intervalMs: 3_600_000, timeoutMs: 1000 });
  const keeper = keeperOf(config, probe, { result: (_record, health) => results.push(health) });
  keeper.start();
  await expect.poll(() => asked.length).toBe(1);
  for (let times = 0; times < 3; times += 1) watch.changed();
  expect(asked.length).toBe(1);
  asked[0]?.end();
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.end();
  await expect.poll(() => results.length).toBe(2);
  watch.changed();
  await expect.poll(() => asked.length).toBe(3);
  await keeper.stop('stop');
  watch.changed();
  await new Promise(setImmediate);
  expect([asked.length, watch.ends]).toEqual([3, 1]);
});

/** A probe of which every run ends at once, with the next of these outcomes; after the last it never ends again. */
function endingWith(...outcomes: readonly Outcome[]): Probe {
  const left = outcomes.map(recordOf);
  return {
    start: () => {
      const next = left.shift();
      const settled = next === undefined ? new Promise<RunRecord>(() => {}) : Promise.resolve(next);
      return Promise.resolve({ settled, gone: settled, warnings: [], cancel: () => {}, stuck: () => undefined });
    },
  };
}

async function toldOf(probe: Probe, changes: Partial<CheckConfig>, count: number): Promise<readonly CheckHealth[]> {
  const told: CheckHealth[] = [];
  const config = checkConfig({ intervalMs: 20, timeoutMs: 20, ...changes });
  const keeper = keeperOf(config, probe, {
    result: (_record, health) => told.push(health),
    health: (health) => told.push(health),
  });
  keeper.start();
  await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  // A run that never ends would hold a stop back.
  void keeper.stop('stop');
  return told;
}

test('TR-06 a check that falls silent is told as down when its time is over, without a run', async () => {
  const told = await toldOf(endingWith({ type: 'exited', code: 0 }), { staleAfterMs: 60 }, 2);
  expect(told.map(({ health, blame }) => [health, blame])).toEqual([
    ['up', 'none'],
    ['down', 'checker'],
  ]);
  expect(told[1]?.reason).toContain('no result for');
});

test('TR-07 a check that holds is told as failed when its limit is over, without a run', async () => {
  const outcomes: readonly Outcome[] = [
    { type: 'exited', code: 0 },
    { type: 'exited', code: 127 },
  ];
  const hold = { onError: { policy: 'hold', limitMs: 50 }, staleAfterMs: 60_000 } as const;
  const told = await toldOf(endingWith(...outcomes), hold, 3);
  expect(told.map(({ health, flags }) => [health, flags])).toEqual([
    ['up', []],
    ['up', ['held']],
    ['down', []],
  ]);
});

/** A probe that ends at once, and says when each of its runs began. */
function instant(): { readonly probe: Probe; readonly beganMs: number[] } {
  const beganMs: number[] = [];
  const record = recordOf({ type: 'exited', code: 0 });
  const probe: Probe = {
    start() {
      beganMs.push(performance.now());
      const ended = Promise.resolve(record);
      return Promise.resolve({ settled: ended, gone: ended, warnings: [], cancel: () => {}, stuck: () => undefined });
    },
  };
  return { probe, beganMs };
}

test('RC-68 a step of the wall clock moves no slot', async () => {
  const wall = vi.spyOn(Date, 'now');
  const { probe, beganMs } = instant();
  const config = checkConfig({ intervalMs: 50, timeoutMs: 50 });
  const keeper = keeperOf(config, probe, {});
  keeper.start();
  for (const [runs, hours] of [
    [3, 1],
    [6, -1],
    [9, 0],
  ] as const) {
    await expect.poll(() => beganMs.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(runs);
    wall.mockImplementation(() => performance.timeOrigin + performance.now() + hours * 3_600_000);
  }
  await keeper.stop('stop');
  wall.mockRestore();
  // Neither caught up for the hour that was skipped nor waited for the one that came twice.
  const [first = 0] = beganMs;
  expect(beganMs.length).toBeLessThanOrEqual((performance.now() - first) / 50 + 2);
});

test('RC-56 a run that waits for its turn longer than half its interval is a failure, the first one is not', async () => {
  const { probe } = instant();
  const slots = new RunSlots(1);
  const seen: Outcome[] = [];
  const config = checkConfig({ intervalMs: 100, timeoutMs: 100 });
  await slots.take();
  const keeper = keeperOf(config, probe, { result: ({ outcome }) => seen.push(outcome) }, slots);
  const startedMs = performance.now();
  keeper.start();
  await expect.poll(() => performance.now() - startedMs).toBeGreaterThan(80);
  slots.release();
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(1);
  await slots.take();
  const heldSince = seen.length;
  const takenMs = performance.now();
  await expect.poll(() => performance.now() - takenMs).toBeGreaterThan(300);
  slots.release();
  await expect.poll(() => seen.length).toBeGreaterThan(heldSince);
  await keeper.stop('stop');
  expect(seen[0]).toEqual({ type: 'exited', code: 0 });
  expect(seen.slice(heldSince)).toContainEqual({ type: 'starved', waitedMs: expect.any(Number) as number });
});

test('a check that is down is asked at its other interval', async () => {
  const failed = { type: 'exited', code: 2 } as const;
  const config = { intervalMs: 60_000, downIntervalMs: 20, timeoutMs: 20 };
  const told = await toldOf(endingWith(failed, failed, failed), config, 3);
  expect(told.map(({ health }) => health)).toEqual(['down', 'down', 'down']);
});

test('TR-13 while it is blocked a check is not asked and counts as down, and afterwards it is asked at once', async () => {
  const { probe, beganMs } = instant();
  const told: CheckHealth[] = [];
  const listener = { result: (_record: RunRecord, health: CheckHealth) => told.push(health) };
  const keeper = keeperOf(checkConfig({ intervalMs: 20, timeoutMs: 20 }), probe, listener);
  keeper.start();
  await expect.poll(() => told.length).toBeGreaterThanOrEqual(2);
  keeper.pause('blocked', 'gateway');
  expect(keeper.health).toMatchObject({
    health: 'down',
    flags: ['blocked'],
    reason: expect.stringContaining('gateway'),
  });
  const before = beganMs.length;
  const pausedMs = performance.now();
  await expect.poll(() => performance.now() - pausedMs).toBeGreaterThan(100);
  expect(beganMs.length).toBeLessThanOrEqual(before + 1);
  keeper.resume('blocked');
  await expect.poll(() => keeper.health).toMatchObject({ health: 'up', flags: [] });
  await keeper.stop('stop');
});

test('in maintenance a check counts as it did, and goes on being asked', async () => {
  const { probe, beganMs } = instant();
  const keeper = keeperOf(checkConfig({ intervalMs: 20, timeoutMs: 20 }), probe, {});
  keeper.start();
  await expect.poll(() => keeper.health.health).toBe('up');
  keeper.pause('maintenance', 'new disk');
  const before = beganMs.length;
  await expect.poll(() => beganMs.length).toBeGreaterThan(before + 2);
  expect(keeper.health).toMatchObject({ health: 'up', flags: ['maintenance'] });
  keeper.resume('maintenance');
  expect(keeper.health).toMatchObject({ health: 'up', flags: [] });
  await keeper.stop('stop');
});
