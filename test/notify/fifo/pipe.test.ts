import { constants, existsSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FifoConfig } from '../../../src/model/notifications.ts';
import { FifoPipe } from '../../../src/notify/fifo/pipe.ts';
import { tempDir } from '../../probes/script/workshop.ts';

const configOf = (path: string): FifoConfig => ({ path, owner: 'daemon', mode: 0o600, reader: 'none' });

async function opened(path = join(tempDir(), 'fifo')): Promise<{ pipe: FifoPipe; path: string; said: string[] }> {
  const said: string[] = [];
  const pipe = new FifoPipe(configOf(path), (text) => said.push(text));
  await pipe.open();
  return { pipe, path, said };
}

/** Everything that a reader finds, as one text. */
function readAll(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const chunk = Buffer.alloc(1 << 20);
  return chunk.toString('utf8', 0, readSync(fd, chunk));
}

test('a pipe is made, gets its lines before anybody reads, and goes with who made it', async () => {
  const { pipe, path, said } = await opened();
  expect(statSync(path).isFIFO()).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  pipe.write('one\n');
  pipe.write('two\n');
  expect(readAll(path)).toBe('one\ntwo\n');
  expect(pipe.counts()).toEqual({ path, written: 2, lost: 0 });
  pipe.close();
  expect(existsSync(path)).toBe(false);
  expect(said).toEqual([]);
});

test('one that was there before stays', async () => {
  const first = await opened();
  const second = await opened(first.path);
  second.pipe.close();
  expect(existsSync(first.path)).toBe(true);
  first.pipe.close();
});

test('a reader that does not read holds nothing up: lines are lost whole, counted, and said twice', async () => {
  const { pipe, path, said } = await opened();
  const line = `${'x'.repeat(999)}\n`;
  for (let n = 0; n < 200; n += 1) pipe.write(line);
  const { written, lost } = pipe.counts();
  expect(written + lost).toBe(200);
  expect(lost).toBeGreaterThan(100);
  expect(said).toEqual([`FIFO ${path}: a line is lost, nobody reads it`]);
  expect(readAll(path)).toHaveLength(written * 1000);
  pipe.write('again\n');
  expect(readAll(path)).toBe('again\n');
  expect(said[1]).toBe(`FIFO ${path} is read again; ${lost} lines were lost`);
  pipe.close();
});

test('something else in its place is said, and nothing is written into it', async () => {
  const path = join(tempDir(), 'file');
  writeFileSync(path, 'mine');
  const { pipe, said } = await opened(path);
  pipe.write('one\n');
  expect(said[0]).toContain('is not a FIFO');
  expect(statSync(path).size).toBe(4);
  expect(pipe.counts().lost).toBe(1);
});
