import { expect, test } from 'vitest';
import { startDelayMs } from '../../src/model/model.ts';

test.each([
  ['neither is written', 0, 0, 5000, 0],
  ['a start at boot waits for what is left', 0, 90_000, 20_000, 70_000],
  ['a later start does not wait', 0, 90_000, 90_001, 0],
  ['the longer one counts', 5000, 90_000, 88_000, 5000],
])('%s', (_, startupDelayMs, delayAfterBootMs, upForMs, expected) => {
  expect(Math.max(0, startDelayMs({ startupDelayMs, delayAfterBootMs }, upForMs))).toBe(expected);
});
