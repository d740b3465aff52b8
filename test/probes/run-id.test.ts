import { expect, test } from 'vitest';
import { nextRunId } from '../../src/probes/run-id.ts';

test('ids differ, and a later one sorts behind an earlier one', () => {
  const ids = Array.from({ length: 100 }, nextRunId);
  expect(new Set(ids).size).toBe(100);
  expect(ids.toSorted()).toEqual(ids);
});
