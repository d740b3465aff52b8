import { expect, test } from 'vitest';
import { staleAfterMs } from '../../src/health/freshness.ts';

test('a result stands for three intervals', () => {
  expect(staleAfterMs({ intervalMs: 2000, timeoutMs: 1000 })).toBe(6000);
});

test('a long time limit lets a result stand longer', () => {
  expect(staleAfterMs({ intervalMs: 1000, timeoutMs: 10_000 })).toBe(21_000);
});
