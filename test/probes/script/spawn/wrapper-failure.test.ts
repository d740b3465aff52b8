import { expect, test } from 'vitest';
import type { Launch } from '../../../../src/probes/script/spawn/backend.ts';
import { wrapperFailure } from '../../../../src/probes/script/spawn/wrapper-failure.ts';
import { nobody, own } from '../workshop.ts';

/** What is started as this user. */
function launchAs(who: typeof own, changes: Partial<Launch> = {}): Launch {
  if (!who.ok) throw new Error('this host has no such user');
  return { argv: ['/x'], environment: {}, cwd: '/', umask: 0o022, limits: {}, who: who.value, ...changes };
}

const failed = { type: 'exited', code: 127 } as const;

test.each([
  ['setpriv: setresuid failed: Operation not permitted\n', 'EPERM'],
  ['setpriv: failed to execute /x: Permission denied\n', 'EACCES'],
  ['setpriv: failed to execute /x: No such file or directory\n', 'ENOENT'],
  ['setpriv: failed to execute /x: Text file busy\n', 'ETXTBSY'],
  ['setpriv: failed to execute /x: Exec format error\n', 'ENOEXEC'],
])('RC-29 %s stands for %s', (stderr, errno) => {
  expect(wrapperFailure(failed, launchAs(nobody), stderr)).toBe(errno);
});

test('what the program itself says or returns is its own', () => {
  expect(wrapperFailure(failed, launchAs(nobody), 'x: not found\n')).toBeUndefined();
  expect(wrapperFailure({ type: 'exited', code: 0 }, launchAs(nobody), 'setpriv: \n')).toBeUndefined();
  expect(wrapperFailure(failed, launchAs(own), 'setpriv: failed to execute\n')).toBeUndefined();
});

test('a limit that cannot be set is told from the script’s own failure', () => {
  const launch = launchAs(own, { limits: { nofile: 9 } });
  const words = 'prlimit: failed to set the NOFILE resource limit: Operation not permitted\n';
  expect(wrapperFailure({ type: 'exited', code: 1 }, launch, words)).toBe('NOLIMITS');
  expect(wrapperFailure({ type: 'exited', code: 1 }, launchAs(own), words)).toBeUndefined();
});
