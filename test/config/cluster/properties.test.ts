import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/config/load.ts';
import { renderText } from '../../../src/config/render.ts';
import { HOST } from '../loading.ts';
import { loadYamlTexts, PAIR } from './loading.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const load = (text: string): Loaded =>
  loadYamlTexts({ 'main.yaml': text, './self.yaml': text, 'self.yaml': text }, { host: HOST });

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
