import { describe, expect, test } from 'vitest';
import type { SpawnBackend } from '../../../src/probes/script/spawn/backend.ts';
import { begin, complete, fixture, nobody, processesOf } from './workshop.ts';

const GRANDCHILD_LIVES_MS = 30_000;

/** Nobody of the run is alive; a killed process may need a moment. */
async function expectNobodyLeft(runId: string): Promise<void> {
  await expect.poll(() => processesOf(runId)).toEqual([]);
}

describe('the deadline decides', () => {
  test('RC-39 a script that hangs has its verdict at the limit and ends by SIGTERM', async () => {
    const { record, last, verdict, settledAfterMs } = await complete([fixture('hangs/hang.sh')], { timeoutMs: 300 });
    expect(record.outcome).toEqual({ type: 'timedOut', limitMs: 300, endedBy: 'pending' });
    expect(last.outcome).toEqual({ type: 'timedOut', limitMs: 300, endedBy: 'term' });
    expect(verdict).toEqual({ sample: 'failure', blame: 'service', reason: 'no result within 300 ms: waiting' });
    expect(settledAfterMs).toBeGreaterThanOrEqual(298);
    await expectNobodyLeft(record.runId);
  });

  test('RC-39 the same for a script of another user', async () => {
    const { record, last } = await complete(['/bin/sh', '-c', 'sleep 30 & wait'], {
      timeoutMs: 300,
      credentials: nobody,
    });
    expect(last.outcome).toMatchObject({ type: 'timedOut', endedBy: 'term' });
    await expectNobodyLeft(record.runId);
  });

  test('RC-40 a script that ignores SIGTERM is killed after the grace, its verdict does not wait', async () => {
    const { record, last } = await complete([fixture('hangs/ignore-term.sh')], { timeoutMs: 300 });
    expect(record.outcome).toMatchObject({ type: 'timedOut', endedBy: 'pending' });
    expect(last.outcome).toMatchObject({ type: 'timedOut', endedBy: 'kill' });
    await expectNobodyLeft(record.runId);
  });

  test('RC-41 a script that traps SIGTERM and exits 0 has timed out all the same', async () => {
    const { record, last, verdict } = await complete([fixture('hangs/trap-exit-0.sh')], { timeoutMs: 300 });
    expect(verdict).toMatchObject({ sample: 'failure', reason: 'no result within 300 ms' });
    expect(last.outcome).toEqual({ type: 'timedOut', limitMs: 300, endedBy: 'term', exitAfterTerm: 0 });
    await expectNobodyLeft(record.runId);
  });

  test('RC-42 a script that stopped itself is continued and ended', async () => {
    const { record, last } = await complete([fixture('hangs/stop-itself.sh')], { timeoutMs: 300 });
    expect(last.outcome).toMatchObject({ type: 'timedOut' });
    await expectNobodyLeft(record.runId);
  });

  test('RC-43 RC-47 a group of fifty is gone with its leader', async () => {
    const { record } = await complete([fixture('hangs/many-children.sh')], { timeoutMs: 500 });
    expect(record.outcome).toMatchObject({ type: 'timedOut', endedBy: 'pending' });
    await expectNobodyLeft(record.runId);
  });

  test('RC-57 a child that ended in time is not timed out because the event loop was late', async () => {
    const run = await begin([fixture('endings/settle.sh'), '0.1'], { timeoutMs: 300 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    expect((await run.settled).outcome).toEqual({ type: 'exited', code: 0 });
  });

  test('RC-54 a child that survives SIGKILL is stuck from 2 s on', { timeout: 10_000 }, async () => {
    // Stands in for a process in uninterruptible sleep, which no test can make.
    const neverEnds: SpawnBackend = { name: 'direct', spawn: () => ({ pid: 2 ** 22 + 1 }) };
    const run = await begin(['/bin/true'], { backend: neverEnds, timeoutMs: 50 });
    expect((await run.settled).outcome.type).toBe('timedOut');
    expect(run.stuck()).toBeUndefined();
    await expect.poll(() => run.stuck()?.outcome.type, { timeout: 8000 }).toBe('stuck');
    expect(run.stuck()?.outcome).toMatchObject({ pid: 2 ** 22 + 1, sinceMs: expect.closeTo(2500, -3) as number });
  });
});

describe('what is left behind', () => {
  test.each([
    ['0', 'success'],
    ['1', 'failure'],
  ])('RC-44 a grandchild that holds stdout does not delay exit %s, and is killed', async (code, sample) => {
    const { record, verdict, settledAfterMs } = await complete([fixture('leaves/grandchild.sh'), code]);
    expect(verdict.sample).toBe(sample);
    expect(record.outcome).toEqual({ type: 'exited', code: Number(code) });
    expect(settledAfterMs).toBeLessThan(GRANDCHILD_LIVES_MS / 2);
    expect(record.killedInGroup).toBe(1);
    await expectNobodyLeft(record.runId);
  });

  test('what a notify script leaves running lives on and may go on writing', async () => {
    const { record, last } = await complete([fixture('leaves/grandchild.sh'), '0'], { leftovers: 'leave' });
    expect(record.outcome).toEqual({ type: 'exited', code: 0 });
    expect(last.killedInGroup).toBe(0);
    expect(processesOf(record.runId)).toHaveLength(1);
  });

  test.each(['0', '1'])('RC-45 RC-46 a grandchild in its own session does not delay exit %s either', async (code) => {
    const { record, settledAfterMs } = await complete([fixture('leaves/grandchild-session.sh'), code]);
    expect(record.outcome).toEqual({ type: 'exited', code: Number(code) });
    expect(settledAfterMs).toBeLessThan(GRANDCHILD_LIVES_MS / 2);
  });

  test('RC-62 a cancelled run gives no verdict and leaves nobody', async () => {
    const run = await begin([fixture('hangs/hang.sh')]);
    run.cancel('stop');
    const record = await run.settled;
    expect(record.outcome).toEqual({ type: 'cancelled', by: 'stop' });
    await run.gone;
    await expectNobodyLeft(record.runId);
  });

  test('a run that has its verdict keeps it when it is cancelled', async () => {
    const run = await begin([fixture('endings/exit.sh'), '1']);
    await run.settled;
    run.cancel('stop');
    expect((await run.gone).outcome).toEqual({ type: 'exited', code: 1 });
  });
});
