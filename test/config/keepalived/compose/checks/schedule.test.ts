import { expect, test } from 'vitest';
import { loadText, portCheck } from '../../../loading.ts';

const HOUR_MS = 3_600_000;
const staleAfter = (lines: string): number | undefined =>
  loadText(portCheck(`${lines}\ntime_zone Europe/Berlin`)).model?.checks[0]?.staleAfterMs;

test('a result of a schedule is stale after two of its longest gaps', () => {
  expect(staleAfter('schedule "0 3 * * *"')).toBe(48 * HOUR_MS);
  expect(staleAfter('schedule "0 9-17 * * 1-5"')).toBe(2 * (64 * HOUR_MS));
});

test('what is written goes before', () => {
  expect(staleAfter('schedule "0 3 * * *"\nstale_after 25h')).toBe(25 * HOUR_MS);
});
