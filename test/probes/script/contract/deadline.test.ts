import { expect, test } from 'vitest';
import { expectNobodyLeft, fixture } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

onBothBackends('the deadline decides', ({ begin, complete }) => {
  test('RC-39 a script that hangs has its verdict at the limit and ends by SIGTERM', async () => {
    const { record, last, verdict, settledAfterMs } = await complete([fixture('hangs/hang.sh')], { timeoutMs: 300 });
    expect(record.outcome).toEqual({ type: 'timedOut', limitMs: 300, endedBy: 'pending' });
    expect(last.outcome).toEqual({ type: 'timedOut', limitMs: 300, endedBy: 'term' });
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'service', reason: 'no result within 300 ms: waiting' });
    expect(settledAfterMs).toBeGreaterThanOrEqual(298);
    await expectNobodyLeft(record.runId);
  });

  test('RC-40 a script that ignores SIGTERM is killed after the grace, its verdict does not wait', async () => {
    const { record, last } = await complete([fixture('hangs/ignore-term.sh')], { timeoutMs: 300 });
    expect(record.outcome).toMatchObject({ type: 'timedOut', endedBy: 'pending' });
    expect(last.outcome).toMatchObject({ type: 'timedOut', endedBy: 'kill' });
    await expectNobodyLeft(record.runId);
  });

  test('the grace before SIGKILL is that of the check', async () => {
    const startedMs = performance.now();
    const { last } = await complete([fixture('hangs/ignore-term.sh')], { timeoutMs: 100, killGraceMs: 1500 });
    expect(last.outcome).toMatchObject({ type: 'timedOut', endedBy: 'kill' });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1590);
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
    const run = await begin([fixture('endings/settle.sh'), '0.1'], { timeoutMs: 1000 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1300);
    const { outcome, lateMs } = await run.settled;
    expect(outcome).toEqual({ type: 'exited', code: 0 });
    expect(lateMs).toBeGreaterThan(0);
  });
});
