import { describe, expect, test } from 'vitest';
import { expectNone, type Finding, matches, readText, textFiles } from './findings.ts';
import { codeOnly, withoutComments } from './source-text.ts';

const GENERATED = new Set(['package-lock.json']);
/** This file holds the words it looks for. */
const SELF = 'test/tidy/leftovers.test.ts';

const NOTE = /\b(?:TODO|FIXME|XXX|HACK)\b/g;
const UNFINISHED = /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:only|todo|fails)\b|\bdebugger\b/g;
const UNNAMED_SKIP =
  /\b(?:test|it|describe|suite)(?:\.\w+)*\.skip\s*\(|\b(?:x(?:it|test|describe))\s*\(|\bskip\s*\(\s*\)|\bskip\s*\(\s*(?:true|false)\s*\)|\b(?:skipIf|runIf)\s*\(\s*(?:true|false|!?\d)\s*\)/g;
const SILENCED =
  /(?:oxlint|eslint)-disable(?:-next-line|-line)?(?![^\n]* -- \S)|@ts-(?:ignore|nocheck)\b|@ts-expect-error[ \t]*$/gm;

/** What was left behind in one text file. Words in prose count too; test switches only in code. */
function leftovers(path: string, text: string): Finding[] {
  const notes = matches(path, text, NOTE, ([word]) => `${word}: do it, or write it down where work is planned`);
  if (!/\.(?:ts|mjs|js)$/.test(path)) return notes;
  const code = codeOnly(text);
  return [
    ...notes,
    ...matches(path, code, UNFINISHED, ([word]) => `${word} must not be committed`),
    ...matches(
      path,
      withoutComments(code),
      UNNAMED_SKIP,
      ([word]) => `${word.trim()} says no reason: skip('why') or skipIf(what)`,
    ),
    ...matches(path, text, SILENCED, ([word]) => `${word} without a reason: add " -- why" or fix the cause`),
  ];
}

describe('leftovers', () => {
  test('nothing unfinished, focused, skipped or silenced without a reason is in the project', () => {
    const files = textFiles().filter((path) => path !== SELF && !GENERATED.has(path));
    expect(files).toContain('package.json');
    expectNone(files.flatMap((path) => leftovers(path, readText(path))));
  });
});

describe('what the leftover rules find', () => {
  test.each([
    ['a.md', 'one\nTODO later', 2, 'TODO'],
    ['checks/nginx', '# FIXME', 1, 'FIXME'],
    ['a.ts', '// XXX', 1, 'XXX'],
    ['a.ts', "test.only('x', () => {});", 1, 'test.only'],
    ['a.ts', "describe.concurrent.only('x', () => {});", 1, 'only'],
    ['a.ts', "test.todo('x');", 1, 'test.todo'],
    ['a.ts', '\n\n  debugger;', 3, 'debugger'],
    ['a.ts', "it.skip('x', () => {});", 1, 'it.skip( says no reason'],
    ['a.ts', "xit('x', () => {});", 1, 'xit( says no reason'],
    ['a.ts', 'context.skip();', 1, 'skip() says no reason'],
    ['a.ts', "test.skipIf(true)('x', () => {});", 1, 'skipIf(true) says no reason'],
    ['a.ts', '// oxlint-disable-next-line max-lines', 1, 'oxlint-disable-next-line without a reason'],
    ['a.ts', '// @ts-ignore because', 1, '@ts-ignore without a reason'],
    ['a.ts', '// @ts-expect-error\nx();', 1, '@ts-expect-error without a reason'],
  ])('%s: %j', (path, text, line, rule) => {
    expect(leftovers(path, text)).toEqual([
      expect.objectContaining({ path, line, rule: expect.stringContaining(rule) }),
    ]);
  });

  test.each([
    ['a.ts', "test.skipIf(nginx === undefined)('x', () => {});"],
    ['a.ts', "context.skip('nginx is not installed');"],
    ['a.ts', "const text = 'test.only(';"],
    ['a.ts', '// oxlint-disable-next-line no-await-in-loop -- one after the other on purpose'],
    ['a.ts', '// @ts-expect-error the field is missing on purpose'],
    ['a.sh', 'mktemp -d /tmp/x.XXXXXX'],
    ['a.md', 'mastodon'],
  ])('it is silent about %s: %j', (path, text) => expect(leftovers(path, text)).toEqual([]));
});
