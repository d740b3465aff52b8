import { expect, test } from 'vitest';
import { diagnoseSpawn } from '../../../../src/probes/script/audit/diagnosis.ts';
import { own, scriptFile } from '../workshop.ts';

test.each([
  ['EPERM', 'cannot-become-user', 'the daemon may not change to the user'],
  ['NOSETPRIV', 'cannot-become-user', '/usr/bin/setpriv, which is to start'],
  ['EAGAIN', 'no-processes', 'cannot start another process'],
  ['EMFILE', 'no-descriptors', 'the daemon has no descriptor left'],
  ['EACCES', 'noexec-mount', 'does not let'],
  ['EIO', 'unknown', '(EIO)'],
])('a start that failed with %s on a sound file is %s', (errno, rule, words) => {
  if (!own.ok) throw new Error('no own user');
  const path = scriptFile('#!/bin/sh\n');
  const diagnosis = diagnoseSpawn(errno, path, own.value, 'warn');
  expect(diagnosis).toMatchObject({ rule, path });
  expect(diagnosis.detail).toContain(words);
  expect(diagnosis.fix).not.toBe('');
});

test('what is wrong with the file comes before what the errno says', () => {
  if (!own.ok) throw new Error('no own user');
  expect(diagnoseSpawn('EACCES', scriptFile('#!/bin/sh\n', 0o644), own.value, 'warn').rule).toBe('not-executable');
});
