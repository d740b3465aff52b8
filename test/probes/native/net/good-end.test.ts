import { expect, test } from 'vitest';
import type { Finding } from '../../../../src/health/outcome.ts';
import type { Attempt } from '../../../../src/probes/native/native-probe.ts';
import { finishGood, type Remark } from '../../../../src/probes/native/net/good-end.ts';

/** What a run of this length that found a good answer ends with. */
function end(elapsedMs: number, remarks: readonly Remark[] = []): [Finding['result'], string] | undefined {
  let ended: [Finding['result'], string] | undefined;
  const attempt: Partial<Attempt> = { elapsedMs, finish: (result, detail) => (ended = [result, detail]) };
  finishGood(attempt as Attempt, 'answers', { warnOverMs: 100, badOverMs: 200 }, remarks);
  return ended;
}

test('up to the limits it is good, beyond them a warning and a failure', () => {
  expect(end(100)).toEqual(['ok', 'answers']);
  expect(end(101)).toEqual(['warn', 'answers; took 101 ms, more than warn_over 100 ms']);
  expect(end(200.4)).toEqual(['bad', 'answers; took 200 ms, more than bad_over 200 ms']);
});

test('remarks are said, and one that warns makes it a warning', () => {
  expect(end(1, [{ grade: 'ok', text: 'not verified' }])).toEqual(['ok', 'answers; not verified']);
  expect(end(1, [{ grade: 'warn', text: 'ends soon' }])).toEqual(['warn', 'answers; ends soon']);
  expect(end(500, [{ grade: 'warn', text: 'ends soon' }])?.[0]).toBe('bad');
});
