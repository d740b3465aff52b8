import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { page } from './page.ts';
import { readSeen } from './seen.ts';
import { ELSEWHERE, PROTOCOLS, rowName, TABLE } from './table.ts';

const tried = TABLE.filter(({ impossible }) => impossible === undefined).map(rowName);

/** `npm run docs` writes the page by updating this snapshot. */
test('docs/interop.md is what the table and the recorded run say', async () => {
  await expect(page(TABLE, readSeen())).toMatchFileSnapshot('../../docs/interop.md');
});

test('the recorded run saw every row that can be tried, and no other', () => {
  expect(Object.keys(readSeen().rows).toSorted()).toEqual(tried.toSorted());
});

test('each row is there once, and every combination is tried or has a reason', () => {
  expect(new Set(TABLE.map(rowName)).size).toBe(TABLE.length);
  for (const peer of ['keepalived', 'FRR'] as const) {
    for (const makes of [
      ['vipward', peer],
      [peer, 'vipward'],
    ] as const) {
      const names = PROTOCOLS.map((protocol) => rowName({ subject: 'life', protocol, makes }));
      expect(TABLE.map(rowName)).toEqual(expect.arrayContaining(names));
    }
  }
  expect(tried.length).toBeGreaterThan(30);
});

test('the tests that the page sends to start a keepalived', () => {
  for (const { where } of ELSEWHERE) expect(readFileSync(where, 'utf8')).toMatch(/startKeepalived\(/);
});
