import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { orThrow } from '../../../../src/linux/libc.ts';
import { openPipe, type Pipe } from '../../../../src/linux/process.ts';
import { PipeReader } from '../../../../src/probes/script/output/pipe-reader.ts';

const NEVER_MS = 20_000;

function pipeAndReader(): { readonly writeEnd: Pipe['writeEnd']; readonly reader: PipeReader } {
  const { readEnd, writeEnd } = orThrow(openPipe());
  return { writeEnd, reader: new PipeReader(readEnd) };
}

test('what was written before the end is there at the end, without waiting', async () => {
  const { writeEnd, reader } = pipeAndReader();
  writeSync(writeEnd.number, 'first\n');
  expect(reader.output()).toMatchObject({ head: 'first\n', bytes: 6 });
  writeSync(writeEnd.number, 'second\n');
  writeEnd.close();
  await reader.drain(NEVER_MS);
  expect(reader.output()).toMatchObject({ head: 'first\nsecond\n', bytes: 13 });
});

test('a pipe that nobody asks for is emptied all the same', async () => {
  const { writeEnd, reader } = pipeAndReader();
  writeSync(writeEnd.number, Buffer.alloc(64 * 1024, 'x'));
  await expect.poll(() => reader.output().bytes).toBe(64 * 1024);
  writeSync(writeEnd.number, 'y');
  await expect.poll(() => reader.output().bytes).toBe(64 * 1024 + 1);
  reader.close();
  writeEnd.close();
});

test('the end of the stream is waited for while somebody can write', async () => {
  const { writeEnd, reader } = pipeAndReader();
  const drained = reader.drain(NEVER_MS);
  setImmediate(() => {
    writeSync(writeEnd.number, 'late');
    writeEnd.close();
  });
  await drained;
  expect(reader.output().head).toBe('late');
});

test('a stream that does not end is waited for no longer than the limit', async () => {
  const { writeEnd, reader } = pipeAndReader();
  await reader.drain(1);
  reader.close();
  expect(reader.output()).toEqual({ head: '', tail: '', bytes: 0 });
  writeEnd.close();
});
