/** The fourteen ways to break a check: none may look healthy, each says what is wrong and whose fault it is. */
import { chmodSync, closeSync, copyFileSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Verdict } from '../../../../src/health/verdict.ts';
import type { RunAs } from '../../../../src/model/instance.ts';
import { resolveCredentials } from '../../../../src/probes/script/credentials.ts';
import { fixture, scriptFile, tempDir } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

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

onBothBackends('broken scripts', ({ complete }) => {
  const verdictFrom = async (argv: readonly string[], user: RunAs = 'daemon', timeoutMs = 400): Promise<Verdict> =>
    (await complete(argv, { timeoutMs, credentials: await resolveCredentials(user) })).verdict;

  test.each(BROKEN)('$how: a failure with its reason', async ({ argv, user, blame, reason }) => {
    const verdict = await verdictFrom(argv(), user);
    expect(verdict).toMatchObject({ sample: 'failure', blame });
    expect(verdict.reason).toMatch(reason);
  });

  test('made world-writable while root runs it: refused from the next run on', async () => {
    const path = scriptFile(EXIT_0);
    expect((await verdictFrom([path])).sample).toBe('success');
    chmodSync(path, 0o757);
    const verdict = await verdictFrom([path]);
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect(verdict.reason).toMatch(/mode 0757: everybody can change what runs as root \(fix: chmod o-w/);
  });

  test('deleted between two runs: missing from the next run on', async () => {
    const path = scriptFile(EXIT_0);
    expect((await verdictFrom([path])).sample).toBe('success');
    rmSync(path);
    const verdict = await verdictFrom([path]);
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect(verdict.reason).toMatch(/does not exist/);
  });

  test('RC-21 open for writing: started at the second attempt, or named', async () => {
    const path = join(tempDir(), 'true');
    copyFileSync('/bin/true', path);
    chmodSync(path, 0o755);
    const writer = openSync(path, 'r+');
    const verdict = await verdictFrom([path]);
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect(verdict.reason).toMatch(/is open for writing/);
    const second = verdictFrom([path]);
    setTimeout(() => closeSync(writer), 50);
    expect((await second).sample).toBe('success');
  });

  test('writes 100 MB and exits 1: a failure, neither hung nor cut short', { timeout: 20_000 }, async () => {
    const verdict = await verdictFrom([fixture('prints/flood.sh'), '1'], 'daemon', 15_000);
    expect(verdict).toEqual({ sample: 'failure', level: 'bad', blame: 'service', reason: 'exit 1: 0123456789abcde' });
  });

  test('writes without end: a failure at the limit', async () => {
    const verdict = await verdictFrom(['/usr/bin/yes']);
    expect(verdict).toEqual({
      sample: 'failure',
      level: 'bad',
      blame: 'service',
      reason: 'no result within 400 ms: y',
    });
  });
});
