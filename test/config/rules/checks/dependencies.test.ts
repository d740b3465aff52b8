import { describe, expect, test } from 'vitest';
import { codesOf, loadText } from '../../loading.ts';

const check = (name: string, needs = ''): string =>
  `check ${name} {\n file {\n path /run/ready\n}\n${needs === '' ? '' : `needs { ${needs} }`}\n}\n`;
const group = (name: string, of: string, need = 'any'): string =>
  `check_group ${name} {\n of { ${of} }\n need ${need}\n}\n`;
const messagesOf = (text: string): readonly string[] => loadText(text).diagnostics.map(({ message }) => message);

describe('TR-14: a circle is refused with its path', () => {
  test.each([
    [check('a', 'a'), 'a circle: a needs a'],
    [check('a', 'b') + check('b', 'a'), 'a circle: a needs b needs a'],
    [check('x', 'a') + check('a', 'b') + check('b', 'c') + check('c', 'a'), 'a circle: a needs b needs c needs a'],
    [check('a') + group('g', 'g a'), 'a circle: g holds g'],
    [check('a') + group('g', 'h') + group('h', 'a g'), 'a circle: g holds h holds g'],
  ])('%#', (text, message) => {
    expect(messagesOf(text)).toEqual([message]);
    expect(loadText(text).model).toBeUndefined();
  });

  test('two ways to one check are none', () => {
    expect(codesOf(loadText(check('a', 'b c') + check('b', 'd') + check('c', 'd') + check('d')))).toEqual([]);
  });
});

const chain = (length: number): string =>
  check('c0') + Array.from({ length }, (_, n) => check(`c${n + 1}`, `c${n}`)).join('');

test('a chain may be 8 deep and no deeper; however long it is, it is said once', () => {
  expect(codesOf(loadText(chain(8)))).toEqual([]);
  expect(codesOf(loadText(chain(9)))).toEqual(['CONF-380']);
  expect(codesOf(loadText(chain(60)))).toEqual(['CONF-380']);
});

test('a chain of ten thousand does not end the process', () => {
  const reversed = Array.from({ length: 10_000 }, (_, n) => check(`c${n}`, `c${n + 1}`)).join('') + check('c10000');
  expect(codesOf(loadText(reversed))).toContain('CONF-380');
});

test('names are those of checks; a near one is offered', () => {
  expect(loadText(check('gateway') + check('a', 'gatewy')).diagnostics).toMatchObject([
    { code: 'CONF-378', help: 'did you mean "gateway"?' },
  ]);
  expect(codesOf(loadText(check('a') + group('g', 'a') + check('b', 'g')))).toEqual(['CONF-378']);
  expect(loadText(check('port') + group('g', 'prt port')).diagnostics).toMatchObject([
    { code: 'CONF-620', help: 'did you mean "port"?' },
  ]);
});

test('a group that can never be good, or never bad, is refused', () => {
  expect(codesOf(loadText(check('a') + group('g', 'a', 'at_least 2')))).toEqual(['CONF-623']);
  expect(codesOf(loadText(check('a') + group('g', 'a a', 'at_least 2')))).toEqual(['CONF-623']);
  expect(codesOf(loadText(check('a') + group('g', 'a', 'at_least 0')))).toEqual(['CONF-623']);
  expect(codesOf(loadText(`${check('a')}check_group g {\n need any\n}\n`))).toEqual(['CONF-623']);
});
