/** The fourteen ways to break a check: none may look healthy, each says what is wrong and whose fault it is. */
import { chmodSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Verdict, verdictOf } from '../../../src/health/verdict.ts';
import type { RunAs } from '../../../src/model/instance.ts';
import { ScriptProbe } from '../../../src/probes/script/probe.ts';
import { checkConfig } from '../../support/configs.ts';
import { fixture, scriptFile, tempDir } from './workshop.ts';

const EXIT_0 = '#!/bin/sh\nexit 0\n';

interface Broken {
  readonly how: string;
  readonly argv: () => readonly string[];
  readonly blame: Verdict['blame'];
  readonly reason: RegExp;
  readonly user?: RunAs;
}

const BROKEN: readonly Broken[] = [
  { how: 'missing', argv: () => ['/nowhere'], blame: 'checker', reason: /^could not start: \/nowhere does not exist/ },
  {
    how: 'not executable',
    argv: () => [scriptFile(EXIT_0, 0o644)],
    blame: 'checker',
    reason: /mode 0644 and is not executable for root \(fix: chmod 755/,
  },
  { how: 'directory', argv: () => [tempDir()], blame: 'checker', reason: /is a directory/ },
  {
    how: 'interpreter missing',
    argv: () => [scriptFile('#!/opt/none/sh\nexit 0\n')],
    blame: 'checker',
    reason: /names \/opt\/none\/sh, which does not exist/,
  },
  {
    how: 'CRLF shebang',
    argv: () => [scriptFile('#!/bin/sh\r\nexit 0\r\n')],
    blame: 'checker',
    reason: /carriage return/,
  },
  { how: 'empty file', argv: () => [scriptFile('')], blame: 'checker', reason: /is empty/ },
  {
    how: 'exits by signal',
    argv: () => [fixture('endings/die-by.sh'), 'SEGV'],
    blame: 'checker',
    reason: /^ended by SIGSEGV$/,
  },
  { how: 'hangs', argv: () => [fixture('hangs/hang.sh')], blame: 'service', reason: /^no result within 400 ms/ },
  {
    how: 'traps TERM and exits 0 after the time limit',
    argv: () => [fixture('hangs/trap-exit-0.sh')],
    blame: 'service',
    reason: /^no result within 400 ms$/,
  },
  {
    how: 'grandchild keeps stdout open',
    argv: () => [fixture('leaves/grandchild.sh'), '1'],
    blame: 'service',
    reason: /^exit 1$/,
  },
  {
    how: 'user does not exist',
    argv: () => ['/bin/true'],
    user: { user: 'no-such-user-here' },
    blame: 'checker',
    reason: /the user no-such-user-here does not exist on this host \(fix: /,
  },
];

/** The verdict of one run as the daemon would come to it. */
async function verdictFrom(probe: ScriptProbe): Promise<Verdict> {
  const run = await probe.start(0);
  const { outcome, summary } = await run.settled;
  await run.gone;
  return verdictOf(outcome, summary);
}

const probeOf = (argv: readonly string[], user: RunAs = 'daemon', timeoutMs = 400): ScriptProbe =>
  new ScriptProbe(checkConfig({ argv, user, timeoutMs }), 'warn');

describe('broken scripts', () => {
  test.each(BROKEN)('$how: a failure with its reason', async ({ argv, user, blame, reason }) => {
    const verdict = await verdictFrom(probeOf(argv(), user));
    expect(verdict).toMatchObject({ sample: 'failure', blame });
    expect(verdict.reason).toMatch(reason);
  });

  test('made world-writable while root runs it: refused from the next run on', async () => {
    const path = scriptFile(EXIT_0);
    const probe = probeOf([path]);
    expect((await verdictFrom(probe)).sample).toBe('success');
    chmodSync(path, 0o757);
    const verdict = await verdictFrom(probe);
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect(verdict.reason).toMatch(/mode 0757: everybody can change what runs as root \(fix: chmod o-w/);
  });

  test('deleted between two runs: missing from the next run on', async () => {
    const path = scriptFile(EXIT_0);
    const probe = probeOf([path]);
    expect((await verdictFrom(probe)).sample).toBe('success');
    rmSync(path);
    const verdict = await verdictFrom(probe);
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect(verdict.reason).toMatch(/does not exist/);
  });

  test('writes 100 MB and exits 1: a failure, neither hung nor cut short', { timeout: 20_000 }, async () => {
    const verdict = await verdictFrom(probeOf([fixture('prints/flood.sh'), '1'], 'daemon', 15_000));
    expect(verdict).toEqual({ sample: 'failure', blame: 'service', reason: 'exit 1: 0123456789abcde' });
  });

  test('writes without end: a failure at the limit', async () => {
    const verdict = await verdictFrom(probeOf(['/usr/bin/yes']));
    expect(verdict).toEqual({ sample: 'failure', blame: 'service', reason: 'no result within 400 ms: y' });
  });
});
