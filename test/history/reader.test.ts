import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineOf } from '../../src/history/query.ts';
import { JournalReader } from '../../src/history/reader.ts';
import { failure, folderFor, success } from './places.ts';

const ALL = { fromMs: 0 };

test('a second reading gives what came since, half a line only when it is whole, and new files too', (context) => {
  const dir = folderFor(context);
  const first = join(dir, 'failures-000001.jsonl');
  writeFileSync(first, `${lineOf(failure(1))}\n`);
  const reader = new JournalReader(dir);
  expect(reader.read(ALL)).toEqual({ ok: true, value: [failure(1)] });
  const next = `${lineOf(failure(2, 'größer'))}\n`;
  appendFileSync(first, next.slice(0, 50));
  expect(reader.read(ALL)).toEqual({ ok: true, value: [] });
  appendFileSync(first, next.slice(50));
  writeFileSync(join(dir, 'failures-000002.jsonl'), `${lineOf(failure(4))}\n`);
  writeFileSync(join(dir, 'successes-000001.jsonl'), `${lineOf(success(3))}\n`);
  expect(reader.read(ALL)).toEqual({ ok: true, value: [failure(2, 'größer'), success(3), failure(4)] });
});

test('a folder that is missing or has no journal is told', (context) => {
  const dir = folderFor(context);
  expect(new JournalReader(dir).read(ALL)).toMatchObject({ ok: false, error: expect.stringContaining('no history') });
  expect(new JournalReader(join(dir, 'none')).read(ALL)).toMatchObject({
    ok: false,
    error: expect.stringMatching(/does not exist; .*--state-dir/),
  });
});
