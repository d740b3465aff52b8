import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const TEST_FOLDER = new URL('../../../', import.meta.url).pathname;
const LAST_ID = 70;

/** The names of the tests of one file, or what stands for them in a table of cases. */
function idsOf(path: string): readonly string[] {
  return readFileSync(`${TEST_FOLDER}${path}`, 'utf8').match(/\bRC-\d\d\b/g) ?? [];
}

test('every case of the contract list has a test that bears its id', () => {
  const files = readdirSync(TEST_FOLDER, { recursive: true, encoding: 'utf8' });
  const tests = files.filter((path) => path.endsWith('.test.ts') && !path.endsWith('contract/list.test.ts'));
  const found = new Set(tests.flatMap(idsOf));
  const wanted = Array.from({ length: LAST_ID }, (_, index) => `RC-${String(index + 1).padStart(2, '0')}`);
  expect(wanted.filter((id) => !found.has(id))).toEqual([]);
  expect([...found].filter((id) => !wanted.includes(id))).toEqual([]);
});
