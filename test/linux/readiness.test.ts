import { EventEmitter, once } from 'node:events';
import { readSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { OwnedFd } from '../../src/linux/fd.ts';
import { orThrow } from '../../src/linux/libc.ts';
import { openPipe } from '../../src/linux/process.ts';
import { watchReadable } from '../../src/linux/readiness.ts';

const read = (fd: OwnedFd): string => {
  const buffer = Buffer.alloc(64);
  return buffer.toString('utf8', 0, readSync(fd.number, buffer));
};

test('a watched descriptor reports again and again, until it is closed', async () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const heard = new EventEmitter();
  watchReadable(readEnd, () => heard.emit('text', read(readEnd)));
  for (const text of ['one', 'two', 'three']) {
    const next = once(heard, 'text');
    writeSync(writeEnd.number, text);
    expect(await next).toEqual([text]);
  }
  readEnd.close();
  writeEnd.close();
});

test('a descriptor can be closed from its own callback', async () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const closed = new Promise<void>((resolve) => {
    watchReadable(readEnd, () => {
      readEnd.close();
      resolve();
    });
  });
  writeSync(writeEnd.number, 'x');
  await closed;
  expect(readEnd.isClosed).toBe(true);
  writeEnd.close();
});

test('a number that is used again can be watched again', async () => {
  for (const round of ['first', 'second']) {
    const { readEnd, writeEnd } = orThrow(openPipe());
    const heard = new Promise<string>((resolve) => watchReadable(readEnd, () => resolve(read(readEnd))));
    writeSync(writeEnd.number, round);
    expect(await heard).toBe(round);
    readEnd.close();
    writeEnd.close();
  }
});

test('a watch that rests lets what comes wait, and reports it afterwards', async () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  const heard: string[] = [];
  const both = new Promise<void>((resolve) => {
    const watch = watchReadable(readEnd, () => {
      heard.push(read(readEnd));
      if (heard.length === 2) resolve();
      if (heard.length === 2) return;
      watch.rest(300);
      writeSync(writeEnd.number, 'b');
      // Two turns of the event loop later, in which an unrested watch would have been called.
      setImmediate(() => setImmediate(() => setImmediate(() => writeSync(writeEnd.number, 'c'))));
    });
  });
  writeSync(writeEnd.number, 'a');
  await both;
  expect(heard).toEqual(['a', 'bc']);
  readEnd.close();
  writeEnd.close();
});

test('watching twice is refused', () => {
  const { readEnd, writeEnd } = orThrow(openPipe());
  watchReadable(readEnd, () => {});
  expect(() => watchReadable(readEnd, () => {})).toThrow('watched already');
  readEnd.close();
  writeEnd.close();
});
