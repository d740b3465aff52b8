import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Journal } from '../../src/history/journal.ts';
import { failure, filesOf, folderFor, remembered, success } from './places.ts';

const LIMIT_MS = 10_000;
const RETRY_MS = 10;

const silent = { trouble: (text: string): void => expect.fail(text), resumed: (): void => expect.fail('resumed') };

interface Heard {
  readonly troubles: string[];
  readonly lost: number[];
}

function listening(): { readonly heard: Heard; readonly listener: ConstructorParameters<typeof Journal>[1] } {
  const heard: Heard = { troubles: [], lost: [] };
  const { troubles, lost } = heard;
  return { heard, listener: { trouble: (text) => troubles.push(text), resumed: (count) => lost.push(count) } };
}

test('entries stand in the files of their rings, readable for owner and group only, and in order again', async (context) => {
  const dir = join(folderFor(context), 'made', 'on-demand');
  const journal = new Journal(dir, silent);
  const entries = [success(1), failure(2), success(3), failure(4)];
  for (const entry of entries) journal.append(entry);
  await journal.close();
  expect(filesOf(dir)).toEqual(['failures-000001.jsonl', 'successes-000001.jsonl']);
  for (const name of filesOf(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o640);
  expect(remembered(dir)).toEqual(entries);
});

test('a second daemon goes on in the files of the first', async (context) => {
  const dir = folderFor(context);
  for (const n of [1, 2]) {
    const journal = new Journal(dir, silent);
    journal.append(failure(n));
    await journal.close();
  }
  expect(filesOf(dir)).toEqual(['failures-000001.jsonl']);
  expect(remembered(dir)).toEqual([failure(1), failure(2)]);
});

describe('a refusing disk', () => {
  test('is told once, entries wait, and are written when there is room', async (context) => {
    const dir = folderFor(context);
    symlinkSync('/dev/full', join(dir, 'failures-000001.jsonl'));
    const { heard, listener } = listening();
    const journal = new Journal(dir, listener, RETRY_MS);
    journal.append(failure(1));
    await vi.waitUntil(() => heard.troubles.length > 0, LIMIT_MS);
    journal.append(failure(2));
    journal.append(success(3));
    expect(heard.lost).toEqual([]);
    rmSync(join(dir, 'failures-000001.jsonl'));
    await vi.waitUntil(() => heard.lost.length > 0, LIMIT_MS);
    await journal.close();
    expect(heard).toEqual({ troubles: [expect.stringMatching(/ENOSPC.*--state-dir/)], lost: [0] });
    expect(remembered(dir)).toEqual([failure(1), failure(2), success(3)]);
  });

  test('a folder that cannot be made is told once; nothing else happens', async (context) => {
    const file = join(folderFor(context), 'file');
    writeFileSync(file, '');
    const { heard, listener } = listening();
    const journal = new Journal(join(file, 'state'), listener, RETRY_MS);
    journal.append(failure(1));
    await vi.waitUntil(() => heard.troubles.length > 0, LIMIT_MS);
    journal.append(failure(2));
    await journal.close();
    expect(heard).toEqual({ troubles: [expect.stringContaining('ENOTDIR')], lost: [] });
  });

  test('what waits is bounded: the oldest are given up and counted', async (context) => {
    const dir = join(folderFor(context), 'state');
    writeFileSync(dir, '');
    const { heard, listener } = listening();
    const journal = new Journal(dir, listener, RETRY_MS);
    for (let n = 1; n <= 3000; n++) journal.append(failure(n));
    await vi.waitUntil(() => heard.troubles.length > 0, LIMIT_MS);
    rmSync(dir);
    mkdirSync(dir);
    await vi.waitUntil(() => heard.lost.length > 0, LIMIT_MS);
    await journal.close();
    const kept = remembered(dir);
    expect(kept.at(-1)).toEqual(failure(3000));
    expect([kept.length, heard.lost]).toEqual([2000, [1000]]);
  });
});
