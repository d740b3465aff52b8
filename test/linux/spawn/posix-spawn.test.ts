import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../../src/model/result.ts';
import type { SystemError } from '../../../src/ports/system-error.ts';
import { orThrow } from '../../../src/linux/libc.ts';
import { openPipe } from '../../../src/linux/process.ts';
import { watchChild } from '../../../src/linux/spawn/child.ts';
import { canSpawnDirectly, posixSpawn } from '../../../src/linux/spawn/posix-spawn.ts';

/** Starts a program and gives what it wrote. */
async function outputOf(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const pid = orThrow(posixSpawn({ argv, environment, stdout: writeEnd, stderr: writeEnd }));
  writeEnd.close();
  await new Promise<void>((resolve) => orThrow(watchChild(pid, { ending: () => {}, ended: () => resolve() })));
  const text = readFileSync(readEnd.number, 'utf8');
  readEnd.close();
  return text;
}

function attempt(argv: readonly string[], environment = {}): Result<number, SystemError> {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const result = posixSpawn({ argv, environment, stdout: writeEnd, stderr: writeEnd });
  readEnd.close();
  writeEnd.close();
  return result;
}

test('this system has what it takes', () => {
  expect(canSpawnDirectly).toBe(true);
});

test('strings arrive byte for byte, the empty one and those beyond ASCII too', async () => {
  expect(await outputOf(['/usr/bin/printf', '[%s]', 'a b', '', 'grün', '😀'], {})).toBe('[a b][][grün][😀]');
  expect(await outputOf(['/usr/bin/env'], { A: '', B: 'ü=1' })).toBe('A=\nB=ü=1\n');
});

test('an empty environment is empty', async () => {
  expect(await outputOf(['/usr/bin/env'], {})).toBe('');
});

test.each([
  ['ENOENT', '/nowhere'],
  ['ENOTDIR', '/bin/true/x'],
  ['EACCES', '/etc'],
  ['ENAMETOOLONG', `/${'x'.repeat(300)}`],
])('the errno %s comes back at once', (errno, program) => {
  expect(attempt([program])).toMatchObject({ ok: false, error: { errno } });
});

test('a name without a slash is not searched for', () => {
  expect(attempt(['true'], { PATH: '/bin' })).toMatchObject({ ok: false, error: { errno: 'ENOENT' } });
});

test('a file that the kernel cannot execute is not given to a shell', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vipward-spawn-'));
  const program = join(folder, 'program');
  writeFileSync(program, 'exit 0\n');
  chmodSync(program, 0o755);
  expect(attempt([program])).toMatchObject({ ok: false, error: { errno: 'ENOEXEC' } });
  rmSync(folder, { recursive: true });
});

test('a NUL in an argument or in the environment is an error', () => {
  expect(attempt(['/bin/true', 'a\0b'])).toMatchObject({ ok: false, error: { errno: 'EINVAL' } });
  expect(attempt(['/bin/true'], { A: '\0' })).toMatchObject({ ok: false, error: { errno: 'EINVAL' } });
});
