import { expect, test } from 'vitest';
import { ageText, table } from '../../src/cli/table.ts';

test('columns are as wide as their widest cell and lines have no blanks at the end', () => {
  expect(
    table(
      ['A', 'LONG'],
      [
        ['wide cell', 'x'],
        ['y', ''],
      ],
    ),
  ).toBe('A          LONG\nwide cell  x\ny');
});

test.each([
  [-5, '0 s'],
  [90_000, '90 s'],
  [600_000, '10 m'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
])('%i ms is %s', (ageMs, text) => {
  expect(ageText(ageMs)).toBe(text);
});
