import { expect, test } from 'vitest';
import { fixture } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

onBothBackends('output', ({ complete }) => {
  test.each([
    ['0', 'success'],
    ['1', 'failure'],
  ])('RC-48 100 MB before exit %s are drained, counted and bounded', { timeout: 20_000 }, async (code, sample) => {
    const { record, verdict } = await complete([fixture('prints/flood.sh'), code], { timeoutMs: 15_000 });
    expect(verdict.sample).toBe(sample);
    expect(record.stdout.bytes).toBe(100_000_000);
    expect(record.stdout.head).toHaveLength(1024);
    expect(record.stdout.tail).toHaveLength(4096);
    expect(record.summary).toBe('0123456789abcde');
  });

  test('RC-49 1 MB to both streams in turns does not lock up', async () => {
    const { record } = await complete([fixture('prints/both-streams.sh')]);
    expect(record.outcome).toEqual({ type: 'exited', code: 0 });
    expect([record.stdout.bytes, record.stderr.bytes]).toEqual([1_000_000, 1_000_000]);
  });

  test('RC-50 closing stdout is not the end', async () => {
    const { record } = await complete([fixture('prints/close-stdout.sh')]);
    expect(record.outcome).toEqual({ type: 'exited', code: 2 });
    expect(record.durationMs).toBeGreaterThanOrEqual(300);
  });

  test('RC-70 performance data is taken off the summary', async () => {
    const { record, verdict } = await complete(['/bin/echo', 'OK | t=12ms;50;100;0']);
    expect(record.summary).toBe('OK');
    expect(record.perf).toEqual([{ label: 't', value: 12, unit: 'ms', warn: '50', crit: '100', min: 0 }]);
    expect(verdict.reason).toBe('exit 0: OK');
  });

  test('RC-51 wild bytes come out clean', async () => {
    const { record } = await complete([fixture('prints/wild-bytes.sh')]);
    expect(record.stdout).toEqual({ head: 'a\ufffdbcredend\n', tail: '', bytes: 22 });
    expect(record.summary).toBe('a\ufffdbcredend');
  });
});
