import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { orThrow } from '../../src/linux/libc.ts';
import { closeInheritedOnExec, openPipe } from '../../src/linux/process.ts';

const O_CLOEXEC = 0o2000000;

const flagsOf = (fd: number): number =>
  Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8);

test('a child that gets the write end as stdout can open it again by name', () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  spawnSync('/bin/sh', ['-c', 'echo one; echo two > /dev/stdout'], { stdio: ['ignore', writeEnd.number, 'inherit'] });
  writeEnd.close();
  expect(readFileSync(readEnd.number, 'utf8')).toBe('one\ntwo\n');
  readEnd.close();
});

test('both ends of a pipe are close-on-exec', () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  expect(flagsOf(readEnd.number) & O_CLOEXEC).toBe(O_CLOEXEC);
  expect(flagsOf(writeEnd.number) & O_CLOEXEC).toBe(O_CLOEXEC);
  readEnd.close();
  writeEnd.close();
});

test('every descriptor above stderr becomes close-on-exec', () => {
  const fd = openSync('/dev/null', 'r');
  orThrow(closeInheritedOnExec());
  expect(flagsOf(fd) & O_CLOEXEC).toBe(O_CLOEXEC);
  closeSync(fd);
});
