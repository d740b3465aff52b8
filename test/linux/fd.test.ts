import { fstatSync, readFileSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OwnedFd } from '../../src/linux/fd.ts';
import { orThrow } from '../../src/linux/libc.ts';
import { openPipe } from '../../src/linux/process.ts';

test('a descriptor is closed exactly once', () => {
  const fd = orThrow(OwnedFd.open('/dev/null'));
  const number = fd.number;
  expect(fstatSync(number).isCharacterDevice()).toBe(true);
  fd.close();
  expect(fd.isClosed).toBe(true);
  expect(() => fstatSync(number)).toThrow('EBADF');
  const successor = orThrow(OwnedFd.open('/dev/null'));
  fd.close();
  expect(fstatSync(successor.number).isCharacterDevice()).toBe(true);
  successor.close();
});

test('the number of a closed descriptor cannot be had', () => {
  const fd = orThrow(OwnedFd.open('/dev/null'));
  fd.close();
  expect(() => fd.number).toThrow('closed');
});

test('a number below zero is no descriptor', () => {
  expect(() => new OwnedFd(-1)).toThrow(RangeError);
});

test('a file is found in an open directory', () => {
  const directory = orThrow(OwnedFd.open('/dev'));
  const file = orThrow(OwnedFd.openIn(directory, 'null'));
  expect(fstatSync(file.number).isCharacterDevice()).toBe(true);
  expect(OwnedFd.openIn(directory, 'nothing')).toMatchObject({ ok: false, error: { errno: 'ENOENT' } });
  file.close();
  directory.close();
});

test('what must happen before the close still finds the descriptor open, and happens once', () => {
  const fd = orThrow(OwnedFd.open('/dev/null'));
  let runs = 0;
  fd.beforeClose(() => {
    runs += fstatSync(fd.number).isCharacterDevice() ? 1 : 0;
  });
  fd.close();
  fd.close();
  expect(runs).toBe(1);
});

test('the two ends of a pipe are connected', () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  writeSync(writeEnd.number, 'through the pipe');
  writeEnd.close();
  expect(readFileSync(readEnd.number, 'utf8')).toBe('through the pipe');
  readEnd.close();
});
