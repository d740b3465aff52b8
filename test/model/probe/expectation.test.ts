import { expect, test } from 'vitest';
import {
  type Expectation,
  expectationText,
  isInRanges,
  matcherOf,
  rangesText,
} from '../../../src/model/probe/expectation.ts';

const pattern = (source: string, flags = ''): Expectation => ({ type: 'pattern', source, flags });

test('text is looked for as it stands, a pattern is matched, and every time from the start', () => {
  const text = matcherOf({ type: 'text', text: 'a.c' });
  expect([text('xa.cx'), text('abc')]).toEqual([true, false]);
  const start = matcherOf(pattern('^READY', 'i'));
  expect([start('ready'), start('ready'), start('not ready')]).toEqual([true, true, false]);
});

test('both are shown as they would be written', () => {
  expect(expectationText({ type: 'text', text: 'a "b"' })).toBe('"a \\"b\\""');
  expect(expectationText(pattern('^220 ', 'i'))).toBe('/^220 /i');
  const ranges = [
    { from: 200, to: 299 },
    { from: 401, to: 401 },
  ];
  expect(rangesText(ranges)).toBe('200-299,401');
  expect([199, 200, 299, 300, 401].map((value) => isInRanges(value, ranges))).toEqual([false, true, true, false, true]);
});
