import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { expectNone, type Finding, projectFiles, readText, sourceFiles } from './findings.ts';
import { COVERED_BY } from './mirror.ts';
import { codeOnly } from './source-text.ts';

const LOGIC = /\bfunction\b|\bclass\b|=>/;

const mirrorOf = (source: string): string => source.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');

/** Whether anything runs once the types are gone. Tables and interfaces need no test of their own. */
const hasLogic = (source: string): boolean =>
  LOGIC.test(codeOnly(transformSync(source, { loader: 'ts', sourcemap: false }).code));

function untested(sources: readonly string[], tests: ReadonlySet<string>, coveredBy: typeof COVERED_BY): Finding[] {
  return sources
    .filter((path) => !tests.has(mirrorOf(path)) && coveredBy[path] === undefined)
    .map((path) => ({
      path,
      line: 1,
      rule: `no ${mirrorOf(path)}: write it, or name in test/tidy/mirror.ts the test that covers it`,
    }));
}

/** Entries of the list that no longer say anything true. */
function stale(sources: readonly string[], tests: ReadonlySet<string>, coveredBy: typeof COVERED_BY): Finding[] {
  return Object.entries(coveredBy).flatMap(([source, by]) => {
    const rules = [
      ...(sources.includes(source) ? [] : [`${source} has no logic or is gone: take it off the list`]),
      ...(tests.has(by) ? [] : [`${source} names ${by}, which does not exist`]),
      ...(tests.has(mirrorOf(source)) ? [`${source} has its mirrored test: take it off the list`] : []),
    ];
    return rules.map((rule) => ({ path: 'test/tidy/mirror.ts', line: 1, rule }));
  });
}

describe('tests mirror the source', () => {
  const tests = new Set(projectFiles().filter((path) => /^test\/.*\.test\.ts$/.test(path)));
  const sources = sourceFiles().filter((path) => hasLogic(readText(path)));

  test('every source file with logic has the test of its name, or is listed with the test that covers it', () => {
    expect(sources).toContain('src/model/address.ts');
    expectNone(untested(sources, tests, COVERED_BY));
  });

  test('the list holds no entry that is not needed', () => expectNone(stale(sources, tests, COVERED_BY)));
});

describe('what the mirror rules find', () => {
  const tests = new Set(['test/a.test.ts', 'test/lab/b.test.ts']);

  test('a file without the test of its name, unless it is listed', () => {
    expect(untested(['src/a.ts', 'src/b.ts'], tests, {})).toEqual([expect.objectContaining({ path: 'src/b.ts' })]);
    expect(untested(['src/a.ts', 'src/b.ts'], tests, { 'src/b.ts': 'test/lab/b.test.ts' })).toEqual([]);
  });

  test('entries for a file that is gone, a test that is gone, and a file that has its own test', () => {
    const list = {
      'src/gone.ts': 'test/lab/b.test.ts',
      'src/b.ts': 'test/lab/gone.test.ts',
      'src/a.ts': 'test/a.test.ts',
    };
    expect(stale(['src/a.ts', 'src/b.ts'], tests, list).map((found) => found.rule)).toEqual([
      expect.stringContaining('src/gone.ts has no logic'),
      expect.stringContaining('test/lab/gone.test.ts, which does not exist'),
      expect.stringContaining('src/a.ts has its mirrored test'),
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
