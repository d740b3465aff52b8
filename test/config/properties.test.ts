import { array, assert, constantFrom, nat, property, record, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfiguration, type Loaded } from '../../src/config/load.ts';
import { renderText } from '../../src/config/render.ts';
import { allKeywords } from '../../src/config/settings/table.ts';
import { err, ok } from '../../src/model/result.ts';
import { GOOD, HOST } from './loading.ts';
import { cpuMsOf } from '../support/cpu-time.ts';
import { expectSound } from './sound.ts';

const load = (text: string): Loaded =>
  loadConfiguration({
    file: 'main.conf',
    configId: 'a',
    readText: (path) => (path === 'main.conf' ? ok(text) : path.endsWith('self.conf') ? ok(text) : err('missing')),
    glob: () => ['self.conf'],
    host: HOST,
  });

const ODD =
  '{ } " \' \\ # ! $A ${A} $A=x $A=\\ @a @^a @b ~SEQ(A,3) ~LST(A,1,2) VI eth0 10.0.0.1/24 fe80::1 1 -5 300 1.5 2s weight ' +
  'MASTER PASS label dev brd “ ” \u200b &quot; <br> ``` 1. 日本 😀';
const WORDS = allKeywords().concat(ODD.split(' '), 'include self.conf', 'include *.conf', '\u00a0', '1. ');

const RUNS = 300;

describe('no text is too odd', () => {
  test('words of the language in any order', () => {
    const separator = constantFrom(' ', '\n', '\n', '\r\n', '\t', '');
    const text = array(tuple(constantFrom(...WORDS), separator), { maxLength: 120 });
    assert(
      property(text, (pairs) => expectSound(load(pairs.flat().join('')))),
      { numRuns: RUNS },
    );
  });

  test('any characters', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), (text) => expectSound(load(text))),
      { numRuns: RUNS },
    );
  });

  test('the good configuration with pieces cut out, doubled and put in', () => {
    const edit = record({ at: nat(GOOD.length), drop: nat(30), put: constantFrom('', '', ...WORDS) });
    assert(
      property(array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        expectSound(
          load(edits.reduce((text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop), GOOD)),
        );
      }),
      { numRuns: RUNS },
    );
  });
});

describe('no text takes long', () => {
  const SIZE = 128 * 1024;
  const fill = (text: string): string => text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE);
  /** Generous: an eighth of a second is asked for. What is quadratic takes minutes. */
  const LIMIT_MS = 5000;

  test.each([
    ['short lines', fill('a\n')],
    ['braces', fill('{}')],
    ['open blocks', fill('a {\n')],
    ['quotes', fill('"')],
    ['references', `$A=x\n${fill('$A ')}`],
    ['unknown references', fill('$A ')],
    ['a definition of itself', `$A=$A\n${fill('$A\n')}`],
    ['definitions that grow', `$A=x x\n$B=$A $A\n$C=$B $B\n$D=$C $C\n${fill('$D\n')}`],
    ['nested repetitions', fill('~SEQ(I, 4000) ~SEQ(J, 4000) ${I}${J}\n')],
    ['curly quotes', fill('“')],
    ['HTML', fill('&quot;<br')],
    ['one long word', fill('a')],
    ['misspelt keywords', fill('priorty 5\n')],
    ['one keyword again and again', `vrrp_instance A {\n${fill('priority 5\n')}}`],
    ['many addresses', `vrrp_instance A {\nvirtual_ipaddress {\n${fill('10.0.0.1/24 dev eth0\n')}}}`],
    ['includes', fill('include self.conf\n')],
    ['many scripts', Array.from({ length: 4000 }, (_, n) => `vrrp_script s${n} {\n script "/x ${n}"\n}\n`).join('')],
  ])('%s', (_what, text) => {
    const usedMs = cpuMsOf(() => {
      const loaded = load(text);
      renderText(loaded.diagnostics, loaded.files);
    });
    expect(usedMs).toBeLessThan(LIMIT_MS);
  });
});
