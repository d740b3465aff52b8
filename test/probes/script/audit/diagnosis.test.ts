import { expect, test } from 'vitest';
import { diagnoseSpawn } from '../../../../src/probes/script/audit/diagnosis.ts';
import type { Launch } from '../../../../src/probes/script/spawn/backend.ts';
import { own, scriptFile } from '../workshop.ts';

/** What is started, as the daemon's own user. */
function launchOf(path: string, changes: Partial<Launch> = {}): Launch {
  if (!own.ok) throw new Error('no own user');
  return { argv: [path], environment: {}, cwd: '/', umask: 0o022, limits: {}, who: own.value, ...changes };
}

test.each([
  ['EPERM', 'cannot-become-user', 'the daemon may not change to the user'],
  ['NOLIMITS', 'cannot-set-limits', 'the limits or the niceness of'],
  ['EAGAIN', 'no-processes', 'cannot start another process'],
  ['EMFILE', 'no-descriptors', 'the daemon has no descriptor left'],
  ['EACCES', 'noexec-mount', 'does not let'],
  ['EIO', 'unknown', '(EIO)'],
])('a start that failed with %s on a sound file is %s', (errno, rule, words) => {
  const path = scriptFile('#!/bin/sh\n');
  const diagnosis = diagnoseSpawn(errno, launchOf(path), 'warn');
  expect(diagnosis).toMatchObject({ rule, path });
  expect(diagnosis.detail).toContain(words);
  expect(diagnosis.fix).not.toBe('');
});

test('what is wrong with the file comes before what the errno says', () => {
  const launch = launchOf(scriptFile('#!/bin/sh\n', 0o644));
  expect(diagnoseSpawn('EACCES', launch, 'warn').rule).toBe('not-executable');
});

test('RC-24 a missing directory is not taken for a missing script', () => {
  const launch = launchOf(scriptFile('#!/bin/sh\n'), { cwd: '/nowhere/at/all' });
  expect(diagnoseSpawn('ENOENT', launch, 'warn')).toMatchObject({ rule: 'cwd-missing', path: '/nowhere/at/all' });
});
