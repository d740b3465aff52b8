import { expect, test } from 'vitest';
import { durationMs, folderOf } from '../../src/cli/options.ts';

test.each([
  ['90s', 90_000],
  ['0.5s', 500],
  [' 30m ', 1_800_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['10', 'unreadable'],
  ['-1s', 'unreadable'],
  ['1w', 'unreadable'],
])('%s', (text, expected) => expect(durationMs(text)).toBe(expected));

test('a daemon with a name has folders of its own, unless they are chosen', () => {
  expect(folderOf('/run/vipward', 'none')).toBe('/run/vipward');
  expect([folderOf('/run/vipward', 'blue'), folderOf('/var/lib/vipward', 'blue')]).toEqual([
    '/run/vipward-blue',
    '/var/lib/vipward-blue',
  ]);
  expect(folderOf('/tmp/mine', 'blue')).toBe('/tmp/mine');
});
