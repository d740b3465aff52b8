import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectNone, type Finding, inProject, projectFiles, readText } from './findings.ts';

/** Function length is the linter's rule (`max-lines-per-function`), columns are the formatter's. */
const LIMITS = { fileLines: 400, folderFiles: 12, columns: 120 } as const;

/** Files that are over the limit today, with their size. They may only shrink, and leave the list once below the limit. */
const LISTED: Readonly<Record<string, number>> = {};

const CODE = /^(?:(?:src|test|bench)\/.*\.(?:ts|mjs|js)|(?:checks|bin)\/[^/]+|test\/fixtures\/.*)$/;
const PRINTED_BY_HAND = /^checks\//;

interface Measured {
  readonly path: string;
  readonly lines: number;
}

function lengthFaults(files: readonly Measured[], listed: Readonly<Record<string, number>>): Finding[] {
  const grown = files
    .filter(({ path, lines }) => lines > Math.max(LIMITS.fileLines, listed[path] ?? 0))
    .map(({ path, lines }) => ({
      path,
      line: lines,
      rule: `${lines} lines, limit ${LIMITS.fileLines}: split it by subject`,
    }));
  const stale = Object.entries(listed).flatMap(([path, lines]) => {
    const now = files.find((file) => file.path === path)?.lines ?? 0;
    if (now >= lines) return [];
    const rule =
      now > LIMITS.fileLines ? `has shrunk: list it with ${now}` : 'is within the limit: take it off the list';
    return [{ path, line: now, rule }];
  });
  return [...grown, ...stale];
}

function folderFaults(paths: readonly string[]): Finding[] {
  return [...new Set(paths.map((path) => posix.dirname(path)))].flatMap((folder) => {
    const count = paths.filter((path) => posix.dirname(path) === folder).length;
    const rule = `${count} files, limit ${LIMITS.folderFiles}: name a sub-subject`;
    return count > LIMITS.folderFiles ? [{ path: folder, line: count, rule }] : [];
  });
}

function columnFaults(path: string, text: string): Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const rule = `${line.length} columns, limit ${LIMITS.columns}`;
    return line.length > LIMITS.columns ? [{ path, line: index + 1, rule }] : [];
  });
}

const linesOf = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

const rulesOf = (findings: readonly Finding[]): string[] => findings.map((finding) => finding.rule);

describe('sizes', () => {
  const files = projectFiles().filter((path) => CODE.test(path));

  test('no file is over its limit and the list of exceptions is exact', () => {
    expect(files).toContain('test/tidy/sizes.test.ts');
    expect(Object.keys(LISTED).filter((path) => !inProject(path))).toEqual([]);
    expectNone(
      lengthFaults(
        files.map((path) => ({ path, lines: linesOf(readText(path)) })),
        LISTED,
      ),
    );
  });

  test('no folder holds more files than a reader can take in', () => expectNone(folderFaults(files)));

  test('scripts that no formatter touches stay within the columns', () => {
    expectNone(
      files.filter((path) => PRINTED_BY_HAND.test(path)).flatMap((path) => columnFaults(path, readText(path))),
    );
  });
});

describe('what the size rules find', () => {
  test('a file one line over the limit, and not one at the limit', () => {
    expect(rulesOf(lengthFaults([{ path: 'a', lines: 401 }], {}))).toEqual([
      '401 lines, limit 400: split it by subject',
    ]);
    expect(lengthFaults([{ path: 'a', lines: 400 }], {})).toEqual([]);
  });

  test('a listed file that grew, shrank, came within the limit or went away', () => {
    expect(rulesOf(lengthFaults([{ path: 'a', lines: 501 }], { a: 500 }))).toEqual([
      expect.stringContaining('split it'),
    ]);
    expect(lengthFaults([{ path: 'a', lines: 500 }], { a: 500 })).toEqual([]);
    expect(rulesOf(lengthFaults([{ path: 'a', lines: 450 }], { a: 500 }))).toEqual(['has shrunk: list it with 450']);
    expect(rulesOf(lengthFaults([{ path: 'a', lines: 90 }], { a: 500 }))).toEqual([
      expect.stringContaining('off the list'),
    ]);
    expect(rulesOf(lengthFaults([], { a: 500 }))).toEqual([expect.stringContaining('off the list')]);
  });

  test('a folder with 13 files, and not one with 12 beside a sub-folder', () => {
    const names = Array.from({ length: 13 }, (_, index) => `src/a/f${index}.ts`);
    expect(rulesOf(folderFaults(names))).toEqual([expect.stringContaining('13 files')]);
    expect(folderFaults([...names.slice(1), 'src/a/b/f.ts'])).toEqual([]);
  });

  test('a line of 121 columns', () => {
    expect(columnFaults('a', `short\n${'x'.repeat(121)}\n${'x'.repeat(120)}`)).toEqual([
      { path: 'a', line: 2, rule: '121 columns, limit 120' },
    ]);
  });

  test('the last line counts with and without a line break at its end', () => {
    expect([linesOf('a\nb\n'), linesOf('a\nb'), linesOf('')]).toEqual([2, 2, 1]);
  });
});
