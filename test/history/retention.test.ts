import { expect, test } from 'vitest';
import { RINGS, segmentName, segmentsOf, surplusOf } from '../../src/history/retention.ts';

test('a ring finds its own files among others, in order also beyond six digits', () => {
  const names = [
    'failures-000010.jsonl',
    'failures-000009.jsonl',
    'failures-1000000.jsonl',
    'successes-000001.jsonl',
    'x',
  ];
  expect(segmentsOf('failures', names)).toEqual([9, 10, 1_000_000]);
  expect(segmentsOf('failures', [segmentName('failures', 7)])).toEqual([7]);
});

test('the oldest files go, and those of successes first', () => {
  const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
  expect(RINGS.map((ring) => surplusOf(ring, numbers).length)).toEqual([2, 2, 6]);
  expect(surplusOf('failures', numbers)).toEqual([1, 2]);
  expect(surplusOf('failures', [1, 2])).toEqual([]);
});
