import { expect, test } from 'vitest';
import type { SpawnBackend } from '../../../src/probes/script/spawn/backend.ts';
import { begin } from './workshop.ts';

test('RC-54 a child that survives SIGKILL is stuck from 2 s on', { timeout: 10_000 }, async () => {
  // Stands in for a process in uninterruptible sleep, which no test can make.
  const neverEnds: SpawnBackend = { name: 'direct', spawn: () => ({ pid: 2 ** 22 + 1 }) };
  const run = await begin(['/bin/true'], { backend: neverEnds, timeoutMs: 50 });
  expect((await run.settled).outcome.type).toBe('timedOut');
  expect(run.stuck()).toBeUndefined();
  await expect.poll(() => run.stuck()?.outcome.type, { timeout: 8000 }).toBe('stuck');
  expect(run.stuck()?.outcome).toMatchObject({ pid: 2 ** 22 + 1, sinceMs: expect.closeTo(2500, -3) as number });
});
