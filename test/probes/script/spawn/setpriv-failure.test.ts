import { expect, test } from 'vitest';
import { setprivFailure } from '../../../../src/probes/script/spawn/setpriv-failure.ts';
import { nobody, own } from '../workshop.ts';

const failed = { type: 'exited', code: 127 } as const;

test.each([
  ['setpriv: setresuid failed: Operation not permitted\n', 'EPERM'],
  ['setpriv: failed to execute /x: Permission denied\n', 'EACCES'],
  ['setpriv: failed to execute /x: No such file or directory\n', 'ENOENT'],
  ['setpriv: failed to execute /x: Text file busy\n', 'ETXTBSY'],
  ['setpriv: failed to execute /x: Exec format error\n', 'ENOEXEC'],
])('RC-29 %s stands for %s', (stderr, errno) => {
  if (!nobody.ok) throw new Error('this host has no user nobody');
  expect(setprivFailure(failed, nobody.value, stderr)).toBe(errno);
});

test('what the program itself says or returns is its own', () => {
  if (!nobody.ok || !own.ok) throw new Error('this host has no user nobody');
  expect(setprivFailure(failed, nobody.value, 'x: not found\n')).toBeUndefined();
  expect(setprivFailure({ type: 'exited', code: 0 }, nobody.value, 'setpriv: \n')).toBeUndefined();
  expect(setprivFailure(failed, own.value, 'setpriv: failed to execute\n')).toBeUndefined();
});
