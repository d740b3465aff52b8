import { expect, test } from 'vitest';
import { expectNobodyLeft, fixture, processesOf } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

const GRANDCHILD_LIVES_MS = 30_000;

onBothBackends('what is left behind', ({ begin, complete }) => {
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
