import { expect, test } from 'vitest';
import { masked, maskedAll } from '../../../../src/probes/script/output/secrets.ts';

test('RC-52 every secret is masked wherever it stands', () => {
  const output = { head: 'a pass1 b pass2 pass1', tail: '', bytes: 21 };
  expect(masked(output, ['pass1', 'pass2'])).toEqual({ head: 'a *** b *** ***', tail: '', bytes: 21 });
  expect(maskedAll(['-p', 'pass1'], ['pass1'])).toEqual(['-p', '***']);
});

test('RC-52 a secret that is cut where head and tail meet does not show in parts', () => {
  const output = { head: 'words topse', tail: 'cret more', bytes: 9000 };
  expect(masked(output, ['topsecret'])).toEqual({ head: 'words ***', tail: '*** more', bytes: 9000 });
});

test('without secrets the output is the same', () => {
  const output = { head: 'x', tail: '', bytes: 1 };
  expect(masked(output, [])).toBe(output);
});
