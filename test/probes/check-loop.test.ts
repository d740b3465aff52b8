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
    health: () => {},
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
