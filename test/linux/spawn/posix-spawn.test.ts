import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../../src/model/result.ts';
import type { SystemError } from '../../../src/ports/system-error.ts';
import { orThrow } from '../../../src/linux/libc.ts';
import { openPipe } from '../../../src/linux/process.ts';
import { watchChild } from '../../../src/linux/spawn/child.ts';
import { canSpawnDirectly, ProgramImage, VARIABLE_BYTES } from '../../../src/linux/spawn/posix-spawn.ts';

/** Starts a program and gives what it wrote. */
async function outputOf(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const image = new ProgramImage({ argv, environment, cwd: '/' });
  const pid = orThrow(image.start({ variable: 'N=1', stdout: writeEnd, stderr: writeEnd }));
  writeEnd.close();
  await new Promise<void>((resolve) => watchChild(pid, { ending: () => {}, ended: () => resolve() }));
  const text = readFileSync(readEnd.number, 'utf8');
  readEnd.close();
  return text;
}

function attempt(argv: readonly string[], environment = {}): Result<number, SystemError> {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const image = new ProgramImage({ argv, environment, cwd: '/' });
  const result = image.start({ variable: 'N=1', stdout: writeEnd, stderr: writeEnd });
  readEnd.close();
  writeEnd.close();
  return result;
}

test('this system has what it takes', () => {
  expect(canSpawnDirectly).toBe(true);
});

test('strings arrive byte for byte, the empty one and those beyond ASCII too', async () => {
  expect(await outputOf(['/usr/bin/printf', '[%s]', 'a b', '', 'grün', '😀'], {})).toBe('[a b][][grün][😀]');
  expect(await outputOf(['/usr/bin/env'], { A: '', B: 'ü=1' })).toBe('A=\nB=ü=1\nN=1\n');
});

test('an empty environment has the variable of the start and nothing else', async () => {
  expect(await outputOf(['/usr/bin/env'], {})).toBe('N=1\n');
});

test('one image starts again and again, each time with another variable', async () => {
  const image = new ProgramImage({ argv: ['/usr/bin/env'], environment: { A: '1' }, cwd: '/' });
  const seen: string[] = [];
  for (const variable of ['LONG=0123456789', 'S=1', `X=${'x'.repeat(VARIABLE_BYTES - 2)}`]) {
    const { readEnd, writeEnd } = orThrow(openPipe());
    const pid = orThrow(image.start({ variable, stdout: writeEnd, stderr: writeEnd }));
    writeEnd.close();
    await new Promise<void>((resolve) => watchChild(pid, { ending: () => {}, ended: () => resolve() }));
    seen.push(readFileSync(readEnd.number, 'utf8'));
    readEnd.close();
  }
  expect(seen).toEqual(['A=1\nLONG=0123456789\n', 'A=1\nS=1\n', `A=1\nX=${'x'.repeat(VARIABLE_BYTES - 2)}\n`]);
});

test('a variable that does not fit is a mistake of the caller', () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const image = new ProgramImage({ argv: ['/bin/true'], environment: {}, cwd: '/' });
  const variable = 'x'.repeat(VARIABLE_BYTES + 1);
  expect(() => image.start({ variable, stdout: writeEnd, stderr: writeEnd })).toThrow(RangeError);
  readEnd.close();
  writeEnd.close();
});

test('the program starts in the directory that is asked for', async () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const image = new ProgramImage({ argv: ['/bin/pwd'], environment: {}, cwd: '/usr' });
  const pid = orThrow(image.start({ variable: 'N=1', stdout: writeEnd, stderr: writeEnd }));
  writeEnd.close();
  await new Promise<void>((resolve) => watchChild(pid, { ending: () => {}, ended: () => resolve() }));
  expect(readFileSync(readEnd.number, 'utf8')).toBe('/usr\n');
  readEnd.close();
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
