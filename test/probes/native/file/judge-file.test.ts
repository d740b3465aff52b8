import { expect, test } from 'vitest';
import type { FileProbeConfig } from '../../../../src/model/probe/file.ts';
import { judgeFile, judgeMissing, type SeenFile } from '../../../../src/probes/native/file/judge-file.ts';

const NOW_MS = 1_000_000;
const config = (changes: Partial<FileProbeConfig> = {}): FileProbeConfig => ({
  kind: 'file',
  path: '/f',
  presence: 'exists',
  maxAgeMs: 'off',
  minSizeBytes: 0,
  content: { type: 'any' },
  ...changes,
});
const seen = (changes: Partial<SeenFile> = {}): SeenFile => ({
  kind: 'file',
  sizeBytes: 10,
  mtimeMs: NOW_MS,
  content: '',
  ...changes,
});
const number = (empty: 'bad' | 'zero' = 'bad') => config({ content: { type: 'number', empty } });

test('NP-06 file: there or not, as wanted', () => {
  expect(judgeMissing(config())).toEqual({ result: 'bad', detail: '/f does not exist' });
  expect(judgeMissing(config({ presence: 'absent' }))).toMatchObject({ result: 'ok' });
  expect(judgeFile(config({ presence: 'absent' }), seen(), NOW_MS)).toMatchObject({ result: 'bad' });
  expect(judgeFile(config(), seen({ kind: 'other' }), NOW_MS)).toMatchObject({ result: 'ok' });
});

test.each([
  [-60_000, 'ok', ''],
  [-60_001, 'bad', '/f was written 60 s ago, more than 60 s'],
  [5000, 'ok', ''],
  [5001, 'bad', '/f was written 5 s in the future: a clock is wrong'],
])('NP-06 file: written %d ms from now, with max_age 60s, is %s', (offsetMs, result, words) => {
  const found = judgeFile(config({ maxAgeMs: 60_000 }), seen({ mtimeMs: NOW_MS + offsetMs }), NOW_MS);
  expect(found).toMatchObject({ result, detail: expect.stringContaining(words) });
  expect(judgeFile(config(), seen({ mtimeMs: NOW_MS + offsetMs }), NOW_MS)).toMatchObject({ result: 'ok' });
});

test('NP-06 file: size and content', () => {
  expect(judgeFile(config({ minSizeBytes: 10 }), seen(), NOW_MS)).toMatchObject({ result: 'ok' });
  expect(judgeFile(config({ minSizeBytes: 11 }), seen(), NOW_MS)).toEqual({
    result: 'bad',
    detail: '/f has 10 bytes, fewer than 11',
  });
  const holds = config({ content: { type: 'holds', expect: { type: 'pattern', source: '^ok$', flags: 'm' } } });
  expect(judgeFile(holds, seen({ content: 'x\nok\n' }), NOW_MS)).toMatchObject({ result: 'ok' });
  expect(judgeFile(holds, seen({ content: 'not ok' }), NOW_MS)).toMatchObject({
    result: 'bad',
    detail: '/f does not hold /^ok$/m: "not ok"',
  });
  expect(judgeFile(holds, seen({ kind: 'other' }), NOW_MS)).toMatchObject({ detail: '/f is no regular file' });
});

test.each([
  ['-20\n', -20],
  [' +7 ', 7],
  ['0', 0],
])('NP-06 file: %j is the number %d', (content, value) => {
  expect(judgeFile(number(), seen({ content }), NOW_MS)).toMatchObject({ result: 'ok', value });
});

test('NP-06 file: what is no number is bad; empty and missing are 0 only when that is asked for', () => {
  for (const content of ['', '\n', '1.5', '3 4', 'x', '9'.repeat(20)]) {
    expect(judgeFile(number(), seen({ content }), NOW_MS)).toMatchObject({ result: 'bad' });
  }
  expect(judgeMissing(number())).toMatchObject({ result: 'bad' });
  expect(judgeMissing(number('zero'))).toMatchObject({ result: 'ok', value: 0 });
  expect(judgeFile(number('zero'), seen({ content: ' \n' }), NOW_MS)).toMatchObject({ result: 'ok', value: 0 });
  expect(judgeFile(number('zero'), seen({ content: 'x' }), NOW_MS)).toMatchObject({ result: 'bad' });
});
