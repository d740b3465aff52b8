import { expect, test } from 'vitest';
import {
  checksAfter,
  folderOf,
  includeOf,
  NO_CHECKS,
  normalize,
} from '../../../../src/config/keepalived/read/include.ts';

test.each([
  ['/a/./b/../c', '/a/c'],
  ['a//b', 'a/b'],
  ['../x', '../x'],
  ['./x', 'x'],
])('%s is %s', (path, plain) => expect(normalize(path)).toBe(plain));

test.each([
  ['/etc/a.conf', '/etc'],
  ['/a', '/'],
  ['a', '.'],
])('%s lies in %s', (path, folder) => expect(folderOf(path)).toBe(folder));

test('the suffix says which emptiness is an error', () => {
  expect(includeOf('include a b', NO_CHECKS)).toEqual({ pattern: 'a b', checks: NO_CHECKS });
  expect(includeOf('includew x', NO_CHECKS)?.checks).toEqual({ read: true, match: true, wildcard: true, brace: false });
  expect(includeOf('include_check read', NO_CHECKS)).toBeUndefined();
  expect(includeOf('include', NO_CHECKS)).toBeUndefined();
});

test('include_check sets, adds and takes away', () => {
  const all = checksAfter([], NO_CHECKS);
  expect(all).toEqual({ read: true, match: true, wildcard: true, brace: true });
  expect(checksAfter(['-match'], all)).toEqual({ ...all, match: false });
  expect(checksAfter(['read'], all)).toEqual({ ...NO_CHECKS, read: true });
});
