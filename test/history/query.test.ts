import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/history/entry.ts';
import { entriesIn, inOrder, lineOf } from '../../src/history/query.ts';

const T0_MS = 1_790_000_000_000;

const failed = (time: number, check = 'nginx', reason = 'exit 1'): Entry => ({
  event: 'check.stillDown',
  check,
  blame: 'service',
  reason,
  time,
  n: 1,
});
const notified = (time: number, instance: string): Entry => ({
  event: 'notify.ran',
  instance,
  state: 'master',
  script: '/n',
  result: 'exit 0',
  durationMs: 1,
  time,
  n: 1,
});

const text = (...entries: readonly Entry[]): string => entries.map((entry) => `${lineOf(entry)}\n`).join('');

test('a line is ASCII, one line, and reads back as it was', () => {
  const entry = failed(T0_MS, 'nginx', 'Größe 😀\nzwei');
  expect(lineOf(entry)).toMatch(/^[\x20-\x7e]+$/);
  expect(entriesIn(text(entry), { fromMs: 0 })).toEqual([entry]);
});

describe('a query', () => {
  const [a, b, c] = [failed(T0_MS), failed(T0_MS + 1, 'mycat'), notified(T0_MS + 2, 'VI_1')];
  const journal = text(a, b, c);

  test('begins at a time, that time among them', () => {
    expect(entriesIn(journal, { fromMs: T0_MS + 1 })).toEqual([b, c]);
    expect(entriesIn(journal, { fromMs: T0_MS + 3 })).toEqual([]);
  });

  test('takes entries of a check, of an instance, or of either', () => {
    expect(entriesIn(journal, { fromMs: 0, check: 'mycat' })).toEqual([b]);
    expect(entriesIn(journal, { fromMs: 0, instance: 'VI_1' })).toEqual([c]);
    expect(entriesIn(journal, { fromMs: 0, check: 'nginx', instance: 'VI_1' })).toEqual([a, c]);
    expect(entriesIn(journal, { fromMs: 0, events: ['notify.'] })).toEqual([c]);
  });

  test('is not misled by what a script printed', () => {
    const liar = failed(T0_MS, 'mycat', 'exit 1: {"check":"nginx"}');
    expect(entriesIn(text(liar), { fromMs: 0, check: 'nginx' })).toEqual([]);
  });

  test('passes over torn and foreign lines, and leaves an unfinished last one', () => {
    const torn = `${journal.slice(0, 40)}\n{"time":1}\nnull\n\n${text(c)}${lineOf(b)}`;
    expect(entriesIn(torn, { fromMs: 0 })).toEqual([c]);
  });
});

const at = (time: number, n: number): Entry => ({ ...failed(time), n });

test('entries of several rings are joined by time, then by number', () => {
  const [a, b, c, d, e] = [at(1, 1), at(2, 2), at(2, 3), at(2, 4), at(5, 5)];
  expect(inOrder([[b, d], [], [a, c, e]])).toEqual([a, b, c, d, e]);
  expect(inOrder([[a, e], [b], [c, d]])).toEqual([a, b, c, d, e]);
});
