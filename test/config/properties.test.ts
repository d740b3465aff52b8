import { describe, expect, test } from 'vitest';
import { loadConfiguration, type Loaded } from '../../src/config/load.ts';
import { renderText } from '../../src/config/render.ts';
import { err, ok } from '../../src/model/result.ts';
import { HOST } from './loading.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const load = (text: string): Loaded =>
  loadConfiguration({
    file: 'main.conf',
    configId: 'a',
    readText: (path) => (path === 'main.conf' ? ok(text) : path.endsWith('self.conf') ? ok(text) : err('missing')),
    glob: () => ['self.conf'],
    host: HOST,
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
