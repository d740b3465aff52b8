import { describe, expect, test } from 'vitest';
import { BoundedOutput, summaryOf } from '../../../src/probes/script/output.ts';
import { complete, fixture } from './workshop.ts';

const NONE = { head: '', tail: '', bytes: 0 };

/** What is kept after these chunks. */
function after(...chunks: string[]): BoundedOutput {
  const output = new BoundedOutput();
  for (const chunk of chunks) output.push(Buffer.from(chunk));
  return output;
}

describe('output of real scripts', () => {
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

  test('RC-51 wild bytes come out clean', async () => {
    const { record } = await complete([fixture('prints/wild-bytes.sh')]);
    expect(record.stdout).toEqual({ head: 'a\ufffdbcredend\n', tail: '', bytes: 22 });
    expect(record.summary).toBe('a\ufffdbcredend');
  });
});

describe('BoundedOutput', () => {
  test('a short text stays whole in the head', () => {
    expect(after('one\n', 'two\n').output).toEqual({ head: 'one\ntwo\n', tail: '', bytes: 8 });
  });

  test('what is beyond the head is the tail, up to its limit', () => {
    expect(after('h'.repeat(1000), 'h'.repeat(24) + 't'.repeat(10)).output).toEqual({
      head: 'h'.repeat(1024),
      tail: 't'.repeat(10),
      bytes: 1034,
    });
    const { tail, bytes } = after('h'.repeat(1024), 'a'.repeat(4000), 'b'.repeat(200)).output;
    expect(tail).toBe('a'.repeat(3896) + 'b'.repeat(200));
    expect(bytes).toBe(5224);
  });

  test('a chunk may be used again after it was pushed', () => {
    const chunk = Buffer.from('first');
    const output = new BoundedOutput();
    output.push(chunk);
    chunk.fill('x');
    expect(output.output.head).toBe('first');
  });
});

describe('summaryOf', () => {
  test('is the first line of stdout that is not empty', () => {
    expect(summaryOf({ ...NONE, head: '\n  \n OK\tfine \nmore' }, { ...NONE, head: 'error' })).toBe('OK fine');
  });

  test('is stderr when stdout says nothing', () => {
    expect(summaryOf({ ...NONE, head: '\n' }, { ...NONE, head: 'error\n' })).toBe('error');
  });

  test('is cut at 200 characters', () => {
    expect(summaryOf({ ...NONE, head: 'é'.repeat(300) }, NONE)).toBe('é'.repeat(200));
  });
});
