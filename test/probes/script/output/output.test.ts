import { describe, expect, test } from 'vitest';
import { BoundedOutput, summaryOf } from '../../../../src/probes/script/output/output.ts';

const NONE = { head: '', tail: '', bytes: 0 };

/** What is kept after these chunks. */
function after(...chunks: string[]): BoundedOutput {
  const output = new BoundedOutput();
  for (const chunk of chunks) output.push(Buffer.from(chunk));
  return output;
}

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
