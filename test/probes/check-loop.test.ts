import { expect, test } from 'vitest';
import type { CheckHealth } from '../../src/health/check-state.ts';
import type { Outcome, RunRecord } from '../../src/health/outcome.ts';
import { CheckLoop } from '../../src/probes/check-loop.ts';
import type { Probe } from '../../src/probes/probe.ts';
import { RunSlots } from '../../src/probes/run-slots.ts';
import { checkConfig } from '../support/configs.ts';

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
  const loop = new CheckLoop(config, probe, new RunSlots(1), {
    result: ({ outcome }, { health }) => seen.push([outcome.type, health]),
    remark: () => {},
  });
  loop.start();
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(4);
  await loop.stop('stop');
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
  const loop = new CheckLoop(config, probe, new RunSlots(1), {
    result: (_record, health) => results.push(health),
    remark: () => {},
  });
  loop.start();
  await expect.poll(() => asked.length).toBe(1);
  for (let times = 0; times < 3; times += 1) watch.changed();
  expect(asked.length).toBe(1);
  asked[0]?.end();
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.end();
  await expect.poll(() => results.length).toBe(2);
  watch.changed();
  await expect.poll(() => asked.length).toBe(3);
  await loop.stop('stop');
  watch.changed();
  await new Promise(setImmediate);
  expect([asked.length, watch.ends]).toEqual([3, 1]);
});
