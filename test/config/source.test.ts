import { expect, test } from 'vitest';
import { LineIndex } from '../../src/config/source.ts';

test.each([
  ['abc\ndef', 0, 1, 1],
  ['abc\ndef', 3, 1, 4],
  ['abc\ndef', 4, 2, 1],
  ['abc\ndef', 7, 2, 4],
  ['abc\ndef', 99, 2, 4],
  ['😀x', 2, 1, 2],
  ['', 0, 1, 1],
])('%j at %i is line %i, column %i', (text, offset, line, column) => {
  expect(new LineIndex(text).position(offset)).toEqual({ line, column });
});

test('the text of a line comes without its end', () => {
  const index = new LineIndex('a\r\nb\n');
  expect([1, 2, 3, 4].map((line) => index.lineText(line))).toEqual(['a', 'b', '', '']);
  expect([1, 2, 3].map((line) => index.startOf(line))).toEqual([0, 3, 5]);
});
