import { expect, test } from 'vitest';
import { CODES } from '../../../src/config/codes.ts';
import { diagnosticsPage, TOLD_ELSEWHERE } from './page.ts';

/** `npm run docs` writes the page by updating this snapshot. */
test('docs/diagnostics.md is what the catalogue says', async () => {
  await expect(diagnosticsPage()).toMatchFileSnapshot('../../../docs/diagnostics.md');
});

const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\| (CONF-\d{3}) \|/gm)].map(([, code = '']) => code);

test('every code stands on the page once, and none is both drawn and told elsewhere', () => {
  const [drawn = '', elsewhere = ''] = diagnosticsPage().split('## Said in another way');
  expect(codesIn(drawn).toSorted()).toEqual(Object.keys(CODES).toSorted());
  expect(codesIn(elsewhere)).toEqual(Object.keys(TOLD_ELSEWHERE));
  expect(Object.keys(TOLD_ELSEWHERE).filter((code) => code in CODES)).toEqual([]);
});
