import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadText } from './configuration.ts';
import { fencedBlocks } from './markdown.ts';

const PAGE = readFileSync(new URL('../../docs/judging.md', import.meta.url), 'utf8');
const BLOCKS = fencedBlocks(PAGE, 'conf').map((block, index) => ({ title: `block ${index + 1}`, block }));

/** Without the path check and with weak probes an example stays short; nothing else may be wrong with one. */
const ACCEPTED = /CONF-311|^info /;

test('there are examples', () => expect(BLOCKS.length).toBeGreaterThan(5));

test.each(BLOCKS)('$title of docs/judging.md loads, and draws no warning', ({ title, block }) => {
  const { model, diagnostics } = loadText(title, block);
  expect(diagnostics.filter((found) => !ACCEPTED.test(found))).toEqual([]);
  expect(model?.checks.length).toBeGreaterThan(0);
});
