import { expect, test } from 'vitest';
import { isScriptCheck } from '../../src/model/check.ts';
import { askedOf, shellArgv } from '../../src/model/probe.ts';
import { checkConfig, scriptProbe } from '../support/configs.ts';

test('what is asked is one line, and words that a shell would split are quoted', () => {
  expect(askedOf(scriptProbe(['/x.sh', '-a', 'two words', '']))).toBe('/x.sh -a "two words" ""');
  expect(askedOf({ kind: 'tcp', host: '127.0.0.1', port: 80 })).toBe('tcp 127.0.0.1:80');
});

test('a check knows whether it is a script', () => {
  expect(isScriptCheck(checkConfig())).toBe(true);
  expect(isScriptCheck(checkConfig({ probe: { kind: 'tcp', host: '127.0.0.1', port: 80 } }))).toBe(false);
});

test('a command line for a shell is one argument', () => {
  expect(shellArgv('pgrep -x nginx | grep -q .')).toEqual(['/bin/sh', '-c', 'pgrep -x nginx | grep -q .']);
});
