import { expect, test } from 'vitest';
import type { RunRecord } from '../../../src/health/outcome.ts';
import { type Attempt, NativeProbe } from '../../../src/probes/native/native-probe.ts';

const about = { check: 'web', timeoutMs: 5000 };

/** One run of a probe that does this. */
async function recordOf(begin: (attempt: Attempt) => void, changes: Partial<typeof about> = {}): Promise<RunRecord> {
  const run = await new NativeProbe({ ...about, ...changes }, begin).start(7);
  await run.gone;
  return run.settled;
}

test('a finding ends the run, with the phase entered last', async () => {
  const record = await recordOf((attempt) => {
    attempt.enter('connect', 'connecting');
    attempt.finish('bad', '127.0.0.1:1 refused the connection');
  });
  expect(record).toMatchObject({
    check: 'web',
    backend: 'native',
    lateMs: 7,
    outcome: { type: 'probed', result: 'bad', phase: 'connect', detail: '127.0.0.1:1 refused the connection' },
  });
});

test('only the first finding counts, and what is to be released is released once', async () => {
  let released = 0;
  const record = await recordOf((attempt) => {
    attempt.onEnd(() => (released += 1));
    attempt.finish('ok', 'first');
    expect(attempt.isOver).toBe(true);
    attempt.finish('bad', 'second');
    attempt.onEnd(() => (released += 10));
  });
  expect(record.outcome).toMatchObject({ detail: 'first' });
  expect(released).toBe(11);
});

test('the deadline ends the run and says what was going on', async () => {
  let released = 0;
  const record = await recordOf(
    (attempt) => {
      attempt.onEnd(() => (released += 1));
      attempt.enter('greeting', 'waiting for the greeting of 127.0.0.1:3306');
    },
    { timeoutMs: 20 },
  );
  const during = 'waiting for the greeting of 127.0.0.1:3306';
  expect(record.outcome).toEqual({ type: 'timedOut', limitMs: 20, endedBy: 'abort', during });
  expect(released).toBe(1);
});

test('who releases is told whether the answer was good, and the run tells its age and its warnings', async () => {
  const ends: string[] = [];
  const diagnosis = { rule: 'unsafe-path', path: '/p', detail: 'd', fix: 'f' } as const;
  for (const result of ['ok', 'warn', 'bad', 'broken'] as const) {
    const begin = (attempt: Attempt): void => {
      attempt.onEnd((end) => ends.push(end));
      attempt.warn(diagnosis);
      expect(attempt.elapsedMs).toBeGreaterThanOrEqual(0);
      attempt.finish(result, '');
    };
    expect((await new NativeProbe(about, begin).start(0)).warnings).toEqual([diagnosis]);
  }
  expect(ends).toEqual(['good', 'good', 'other', 'other']);
});

test('a deadline without an address blames the check: the service was never asked', async () => {
  const record = await recordOf((attempt) => attempt.enter('resolve', 'looking up the address of web'), {
    timeoutMs: 20,
  });
  const detail = 'no answer within 20 ms, looking up the address of web';
  expect(record.outcome).toMatchObject({ type: 'probed', result: 'broken', phase: 'resolve', detail });
});

test('NP-07 a stop ends the run without a verdict and releases what it holds', async () => {
  let released = 0;
  const run = await new NativeProbe(about, (attempt) => attempt.onEnd(() => (released += 1))).start(0);
  run.cancel('stop');
  expect((await run.settled).outcome).toEqual({ type: 'cancelled', by: 'stop' });
  expect(released).toBe(1);
});
