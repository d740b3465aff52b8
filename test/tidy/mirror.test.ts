import { posix } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { expectNone, type Finding, inProject, projectFiles, readText, sourceFiles } from './findings.ts';
import { LAYERS, layerOf } from './layers.ts';
import { COVERED_BY } from './mirror.ts';
import { codeOnly, importsOf } from './source-text.ts';

const LOGIC = /\bfunction\b|\bclass\b|=>/;

const mirrorOf = (source: string): string => source.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');

/** Whether anything runs once the types are gone. Tables and interfaces need no test of their own. */
const hasLogic = (source: string): boolean =>
  LOGIC.test(codeOnly(transformSync(source, { loader: 'ts', sourcemap: false }).code));

type Covering = typeof COVERED_BY;

/** The entry of the list that speaks for a file: its own, else the nearest folder's. */
function entryFor(path: string, coveredBy: Covering): string | undefined {
  return Object.keys(coveredBy)
    .filter((key) => key === path || (key.endsWith('/') && path.startsWith(key)))
    .toSorted((a, b) => b.length - a.length)[0];
}

function untested(sources: readonly string[], tests: ReadonlySet<string>, coveredBy: Covering): Finding[] {
  return sources
    .filter((path) => !tests.has(mirrorOf(path)) && entryFor(path, coveredBy) === undefined)
    .map((path) => ({
      path,
      line: 1,
      rule: `no ${mirrorOf(path)}: write it, or name in test/tidy/mirror.ts the test that covers it`,
    }));
}

/** Entries of the list that no longer say anything true. */
function stale(sources: readonly string[], tests: ReadonlySet<string>, coveredBy: Covering): Finding[] {
  const needed = new Set(sources.filter((path) => !tests.has(mirrorOf(path))).map((path) => entryFor(path, coveredBy)));
  return Object.entries(coveredBy).flatMap(([source, by]) => {
    const known = tests.has(by) || (by.endsWith('/') && [...tests].some((path) => path.startsWith(by)));
    const rules = [
      ...(needed.has(source) ? [] : [`${source} is gone, has no logic or its mirrored test: take it off the list`]),
      ...(known ? [] : [`${source} names ${by}, which does not exist`]),
    ];
    return rules.map((rule) => ({ path: 'test/tidy/mirror.ts', line: 1, rule }));
  });
}

/** Every file that a test loads, directly or through others. */
function reachedFrom(start: string, read: (path: string) => string | undefined): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = reached.has(path) ? undefined : read(path);
    if (text === undefined) continue;
    reached.add(path);
    for (const { from, kind } of importsOf(text)) {
      if (kind === 'value' && from.startsWith('.')) waiting.push(posix.join(posix.dirname(path), from));
    }
  }
  return reached;
}

/** Entries of pure files that name a folder, or a test that never loads the file. */
function unreached(coveredBy: Covering, read: (path: string) => string | undefined): Finding[] {
  return Object.entries(coveredBy).flatMap(([source, by]) => {
    if (LAYERS[layerOf(source) ?? '']?.touches !== 'pure') return [];
    if (!source.endsWith('/') && reachedFrom(by, read).has(source)) return [];
    const rule = source.endsWith('/') ? 'is pure: list its files one by one' : `is not loaded by ${by}`;
    return [{ path: 'test/tidy/mirror.ts', line: 1, rule: `${source} ${rule}` }];
  });
}

const readIfThere = (path: string): string | undefined => (inProject(path) ? readText(path) : undefined);

describe('tests mirror the source', () => {
  const tests = new Set(projectFiles().filter((path) => /^test\/.*\.test\.ts$/.test(path)));
  const sources = sourceFiles().filter((path) => hasLogic(readText(path)));

  test('every source file with logic has the test of its name, or is listed with the test that covers it', () => {
    expect(sources).toContain('src/model/address.ts');
    expectNone(untested(sources, tests, COVERED_BY));
  });

  test('the list holds no entry that is not needed, and a pure file is loaded by the test that it names', () => {
    expectNone([...stale(sources, tests, COVERED_BY), ...unreached(COVERED_BY, readIfThere)]);
  });
});

describe('what the mirror rules find', () => {
  const tests = new Set(['test/a.test.ts', 'test/lab/b.test.ts']);

  test('a file without the test of its name, unless it or its folder is listed', () => {
    expect(untested(['src/a.ts', 'src/b.ts'], tests, {})).toEqual([expect.objectContaining({ path: 'src/b.ts' })]);
    expect(untested(['src/a.ts', 'src/b.ts'], tests, { 'src/b.ts': 'test/lab/b.test.ts' })).toEqual([]);
    expect(untested(['src/lab/x/b.ts'], tests, { 'src/lab/': 'test/lab/' })).toEqual([]);
    expect(untested(['src/label.ts'], tests, { 'src/lab/': 'test/lab/' })).toHaveLength(1);
  });

  test('entries for a file that is gone, a test that is gone, and a file that has its own test', () => {
    const list = {
      'src/gone.ts': 'test/lab/b.test.ts',
      'src/b.ts': 'test/lab/gone.test.ts',
      'src/a.ts': 'test/a.test.ts',
      'src/empty/': 'test/lab/',
      'src/c/': 'test/none/',
    };
    expect(stale(['src/a.ts', 'src/b.ts', 'src/c/d.ts'], tests, list).map((found) => found.rule)).toEqual([
      expect.stringContaining('src/gone.ts is gone'),
      expect.stringContaining('test/lab/gone.test.ts, which does not exist'),
      expect.stringContaining('src/a.ts is gone, has no logic or its mirrored test'),
      expect.stringContaining('src/empty/ is gone'),
      expect.stringContaining('test/none/, which does not exist'),
    ]);
  });

  test('a pure file whose test never loads it, and a pure folder', () => {
    const files: Readonly<Record<string, string>> = {
      'test/model/all.test.ts':
        "import { a } from '../../src/model/a.ts';\nimport type { T } from '../../src/model/t.ts';",
      'src/model/a.ts': "import { b } from './b.ts';",
      'src/model/b.ts': '',
    };
    const by = 'test/model/all.test.ts';
    const list = { 'src/model/b.ts': by, 'src/model/t.ts': by, 'src/vrrp/rules/': by, 'src/linux/': by };
    expect(unreached(list, (path) => files[path]).map((found) => found.rule)).toEqual([
      'src/model/t.ts is not loaded by test/model/all.test.ts',
      'src/vrrp/rules/ is pure: list its files one by one',
    ]);
  });

  test.each([
    ['export interface A { read(): () => void }\nexport type F = (a: number) => void;', false],
    ["export const TEXT = 'a class => function';\nexport const N = 3;", false],
    ['export const twice = (n: number): number => n * 2;', true],
    ['export function one(): number { return 1; }', true],
    ['export class Fd {}', true],
  ])('logic in %j: %s', (source, logic) => expect(hasLogic(source)).toBe(logic));
});
