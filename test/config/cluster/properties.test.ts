import { array, assert, constantFrom, nat, property, record, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/config/load.ts';
import { renderText } from '../../../src/config/render.ts';
import { allKeywords } from '../../../src/config/settings/table.ts';
import { HOST } from '../loading.ts';
import { expectSound } from '../sound.ts';
import { GOOD_YAML, loadYamlTexts, PAIR } from './loading.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const load = (text: string): Loaded =>
  loadYamlTexts({ 'main.yaml': text, './self.yaml': text, 'self.yaml': text }, { host: HOST });

const ODD =
  '{ } [ ] , : - ? | > & * &a *a <<: ! !!str % @ ` " \' \\ # ~ null true yes 0123 3:20 eth0 10.0.0.1/24 -5 1.5 2s 500ms \t' +
  ' nodes: include: allow: unicast: address: name: file: env: weight: reverse: self.yaml web-a CONF-602 “ \u200b --- ... 日本 😀';
const WORDS = allKeywords()
  .map((word) => `${word}:`)
  .concat(allKeywords(), ODD.split(' '));

const RUNS = 300;

describe('no text is too odd', () => {
  test('words of the language in any order', () => {
    const separator = constantFrom(' ', '\n', '\n  ', '\n    ', '\n- ', '\r\n', '\t', '');
    assert(
      property(array(tuple(constantFrom(...WORDS), separator), { maxLength: 60 }), (pairs) =>
        expectSound(load(pairs.flat().join(''))),
      ),
      { numRuns: RUNS },
    );
  });

  test('any characters', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), (text) => expectSound(load(text))),
      { numRuns: RUNS },
    );
  });

  test.each([
    ['one node', GOOD_YAML],
    ['two nodes', PAIR],
  ])('the good configuration of %s with pieces cut out, doubled and put in', (_what, good) => {
    const edit = record({ at: nat(good.length), drop: nat(30), put: constantFrom('', '', ...WORDS) });
    assert(
      property(array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        expectSound(
          load(edits.reduce((text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop), good)),
        );
      }),
      { numRuns: RUNS },
    );
  });
});

const numbered = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

describe('no text takes long', () => {
  const SIZE = 64 * 1024;
  const fill = (text: string): string => text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE);
  /** Generous: what is quadratic takes minutes. */
  const LIMIT_MS = 20_000;

  test.each([
    ['keys', numbered(8000, (n) => `key${n}: x\n`)],
    ['items', `a:\n${fill('- x\n')}`],
    ['open brackets', `a: ${fill('[')}`],
    ['open braces', `a: ${fill('{')}`],
    ['dashes', fill('- ')],
    ['question marks', fill('? ')],
    ['quotes', `a: ${fill('"')}`],
    ['anchors', `a:\n${numbered(8000, (n) => `- &a${n} x\n`)}`],
    ['aliases', `a: &a x\nb:\n${fill('- *a\n')}`],
    ['merge keys', `a: &a { b: 1 }\n${numbered(6000, (n) => `c${n}: { <<: *a }\n`)}`],
    [
      'aliases that multiply',
      `l0: &l0 [x]\n${numbered(20, (n) => `l${n + 1}: &l${n + 1} [*l${n}, *l${n}, *l${n}, *l${n}]\n`)}`,
    ],
    ['tabs', fill('\t')],
    ['documents', fill('---\n')],
    ['one long word', fill('a')],
    ['one long text', `a: |\n${fill('  x\n')}`],
    ['comments', fill('#\n')],
    ['misspelt keywords', numbered(6000, (n) => `priorty${n}: 5\n`)],
    ['many checks', `vrrp_script:\n${numbered(3000, (n) => `  s${n}: { script: [/x, "${n}"] }\n`)}`],
    ['many addresses', `vrrp_instance:\n  A:\n    virtual_ipaddress:\n${fill('    - 10.0.0.1/24 dev eth0\n')}`],
    [
      'many nodes',
      PAIR.replace(/nodes:\n(?: .*\n)+/, `nodes:\n${numbered(3000, (n) => `  n${n}: { priority: 5 }\n`)}`),
    ],
    [
      'many checks on many nodes',
      `nodes:\n${numbered(32, (n) => `  n${n}: { priority: ${n + 1} }\n`)}vrrp_script:\n${numbered(300, (n) => `  s${n}: { script: /x }\n`)}`,
    ],
  ])('%s', (_what, text) => {
    const usedMs = cpuMsOf(() => {
      const loaded = load(text);
      renderText(loaded.diagnostics, loaded.files);
    });
    expect(usedMs).toBeLessThan(LIMIT_MS);
  });
});
