import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../../src/lab/until.ts';
import { FifoReader } from '../../../src/notify/fifo/reader.ts';
import { FifoPipe } from '../../../src/notify/fifo/pipe.ts';
import { scriptFile, tempDir } from '../../probes/script/workshop.ts';

const LIMIT_MS = 20_000;
const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

test('it gets the path as its last argument, reads to the end, and is gone then', async () => {
  const dir = tempDir();
  const path = join(dir, 'fifo');
  const pipe = new FifoPipe({ path, owner: 'daemon', mode: 0o600, reader: 'none' }, () => {});
  await pipe.open();
  const log = join(dir, 'log');
  const script = scriptFile(`#!/bin/sh\necho "$@" >${log}\nwhile read -r line; do echo "$line" >>${log}; done <"$2"\n`);
  const reader = new FifoReader({ script: { argv: [script, 'first'], user: 'daemon' }, path }, 'warn', () => {});
  await until('the start of the reader', LIMIT_MS, () => textOf(log) !== '');
  pipe.write('INSTANCE "VI_1" MASTER 150\n');
  await until('the line', LIMIT_MS, () => textOf(log).includes('MASTER'));
  pipe.write('INSTANCE "VI_1" STOP 150\n');
  pipe.close();
  await reader.stop();
  expect(textOf(log)).toBe(`first ${path}\nINSTANCE "VI_1" MASTER 150\nINSTANCE "VI_1" STOP 150\n`);
});

test('one that ends is started again', async () => {
  const log = join(tempDir(), 'log');
  const script = scriptFile(`#!/bin/sh\necho started >>${log}\n`);
  const said: string[] = [];
  const reader = new FifoReader({ script: { argv: [script], user: 'daemon' }, path: '/x' }, 'warn', (text) =>
    said.push(text),
  );
  await until('two starts', LIMIT_MS, () => textOf(log).split('started').length > 2);
  await reader.stop();
  expect(said[0]).toBe(`${script} /x ended (exit 0); it starts again in 1 s`);
});
