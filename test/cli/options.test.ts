import { expect, test } from 'vitest';
import { durationMs } from '../../src/cli/options.ts';

test.each([
  ['90s', 90_000],
  ['0.5s', 500],
  [' 30m ', 1_800_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['10', 'unreadable'],
  ['-1s', 'unreadable'],
  ['1w', 'unreadable'],
])('%s', (text, expected) => expect(durationMs(text)).toBe(expected));
