import { expect, test } from 'vitest';
import { sinceMs } from '../../src/history/since.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);

test.each([
  ['30s', NOW_MS - 30_000],
  ['30m', NOW_MS - 1_800_000],
  ['1.5h', NOW_MS - 5_400_000],
  ['2d', NOW_MS - 172_800_000],
  ['1w', NOW_MS - 604_800_000],
  ['2026-01-30T22:00Z', Date.UTC(2026, 0, 30, 22)],
  ['2026-01-30T22:00:00+01:00', Date.UTC(2026, 0, 30, 21)],
])('%s', (text, expected) => expect(sinceMs(text, NOW_MS)).toEqual({ ok: true, value: expected }));

test.each(['', '5', '-1h', 'yesterday', '1h30', '2026-13-01', '1'])('"%s" is refused with what to write', (text) => {
  expect(sinceMs(text, NOW_MS)).toMatchObject({ ok: false, error: expect.stringContaining('2d') });
});
