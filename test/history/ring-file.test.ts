import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf } from '../../src/history/query.ts';
import { SEGMENT_BYTES } from '../../src/history/retention.ts';
import { RingFile } from '../../src/history/ring-file.ts';
import { failure, filesOf, folderFor, remembered } from './places.ts';

const lineFor = (n: number): string => `${lineOf(failure(n))}\n`;

test('a line that a killed daemon left half stays alone, and all others are found', async (context) => {
  const dir = folderFor(context);
  const path = join(dir, 'failures-000001.jsonl');
  writeFileSync(path, `${lineFor(1)}${lineFor(2).slice(0, 30)}`);
  const file = new RingFile(dir, 'failures');
  await file.append(lineFor(3));
  await file.append(lineFor(4));
  await file.close();
  expect(remembered(dir)).toEqual([failure(1), failure(3), failure(4)]);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
});

test('a full file is left for the next, and the oldest one goes', async (context) => {
  const dir = folderFor(context);
  const big = 'x'.repeat(SEGMENT_BYTES - 10);
  const file = new RingFile(dir, 'successes');
  for (let n = 1; n <= 7; n++) await file.append(`${big}\n`);
  await file.append('short\n');
  await file.close();
  expect(filesOf(dir)).toEqual([4, 5, 6, 7].map((number) => `successes-00000${number}.jsonl`));
  expect(statSync(join(dir, 'successes-000007.jsonl')).size).toBe(SEGMENT_BYTES - 10 + '\nshort\n'.length);
});

test('a file that somebody removes is made again', async (context) => {
  const dir = folderFor(context);
  const file = new RingFile(dir, 'failures');
  await file.append(lineFor(1));
  rmSync(join(dir, 'failures-000001.jsonl'));
  await file.append(lineFor(2));
  await file.close();
  expect(remembered(dir)).toEqual([failure(2)]);
});
