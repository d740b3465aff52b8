import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Result, stateOf, summaryLine } from '../../src/cli/once.ts';
import type { Outcome } from '../../src/health/outcome.ts';
import { verdictOf } from '../../src/health/verdict.ts';

const PROGRAM = 'bin/vipward';
const OUTPUT = { head: '', tail: '', bytes: 0 };

function result(check: string, outcome: Outcome, summary = ''): Result {
  const record = {
    runId: '1',
    check,
    backend: 'execa' as const,
    argv: [],
    startedAtMs: 0,
    lateMs: 0,
    durationMs: 12.4,
    outcome,
    stdout: OUTPUT,
    stderr: OUTPUT,
    summary,
    killedInGroup: 0,
  };
  return { record, verdict: verdictOf(outcome, summary, 'nagios') };
}

const good = result('nginx', { type: 'exited', code: 0 });
const bad = result('mycat', { type: 'exited', code: 2 }, 'refused | by\tpeer');
const broken = result('disk', { type: 'exited', code: 127 });
const slow = result('web', { type: 'exited', code: 1 }, 'took 2 s');

describe('the summary', () => {
  test.each<[readonly Result[], string]>([
    [[good], 'VIPWARD OK - 1 check healthy | nginx=12ms'],
    [
      [good, bad],
      'VIPWARD CRITICAL - 1 of 2 checks failed: mycat: exit 2 (critical): refused / by peer | nginx=12ms mycat=12ms',
    ],
    [
      [broken],
      'VIPWARD UNKNOWN - 1 of 1 check failed: disk: exit 127 (a command in the script was not found) (the check itself is broken) | disk=12ms',
    ],
    [[slow, good], 'VIPWARD WARNING - 1 of 2 checks warn: web: exit 1 (warning): took 2 s | web=12ms nginx=12ms'],
    [
      [slow, bad],
      'VIPWARD CRITICAL - 1 of 2 checks failed: mycat: exit 2 (critical): refused / by peer; 1 of 2 checks warn: web: exit 1 (warning): took 2 s | web=12ms mycat=12ms',
    ],
    [[result("it's odd=", { type: 'exited', code: 0 })], "VIPWARD OK - 1 check healthy | 'it''s odd_'=12ms"],
  ])('%#', (results, line) => expect(summaryLine(results)).toBe(line));

  test('a bad service is worse than a broken check, and no result is no health', () => {
    expect(stateOf([broken, bad, good])).toBe('CRITICAL');
    expect(stateOf([good, broken])).toBe('UNKNOWN');
    expect(stateOf([good, result('a', { type: 'cancelled', by: 'stop' })])).toBe('UNKNOWN');
    expect(stateOf([])).toBe('UNKNOWN');
  });
});

const check = (name: string, path: string): string =>
  `vrrp_script ${name} {\n    script "${path}"\n    interval 2\n    timeout 2\n}\n`;

describe('vipward once', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'vipward-once-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  /** Its instance tracks nothing. */
  const globals = `global_defs {
    script_user root
    enable_script_security
}
vrrp_instance VI_1 {
    interface lo
    virtual_router_id 51
    priority 150
    virtual_ipaddress {
        192.0.2.100/24
    }
}
`;
  const script = (name: string, text: string): string => {
    const path = join(dir, `${name}.sh`);
    writeFileSync(path, text, { mode: 0o755 });
    return path;
  };

  async function once(text: string, ...args: readonly string[]): Promise<{ exitCode?: number; stdout: string }> {
    const file = join(dir, 'once.conf');
    writeFileSync(file, text);
    return execa(PROGRAM, ['once', '--config', file, ...args], { reject: false });
  }

  test('runs every check, though no instance tracks it, and exits 0 when all are healthy', async () => {
    const marks = ['a', 'b'].map((name) => script(name, '#!/bin/sh\nexit 0\n'));
    const { exitCode, stdout } = await once(globals + marks.map((path, n) => check(`c${n}`, path)).join(''));
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/^VIPWARD OK - 2 checks healthy \| c0=\d+ms c1=\d+ms$/),
    ]);
  });

  const meet = (mine: string, other: string): string =>
    `#!/bin/sh\n: > ${dir}/${mine}\nwhile [ ! -e ${dir}/${other} ]; do sleep 0.01; done\n`;

  test('runs them at the same time', async () => {
    const pair = check('x', script('x', meet('mx', 'my'))) + check('y', script('y', meet('my', 'mx')));
    expect((await once(globals + pair)).exitCode).toBe(0);
  });

  test('exits 2 for a bad service and names it with its reason', async () => {
    const path = script('bad', '#!/bin/sh\necho refused\nexit 7\n');
    const { exitCode, stdout } = await once(globals + check('web', path) + check('fine', '/bin/true'));
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^VIPWARD CRITICAL - 1 of 2 checks failed: web: exit 7: refused \| web=\d+ms fine=\d+ms$/);
  });

  test('exits 3 for a check that cannot run, a file with errors, and one without checks', async () => {
    expect(await once(globals + check('gone', join(dir, 'gone.sh')))).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/^VIPWARD UNKNOWN - 1 of 1 check failed: gone: could not start: .*broken\)/),
    });
    expect(await once(`${globals}vrrp_script x {\n    intervall 3\n}\n`)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/^VIPWARD UNKNOWN - .* error\(s\)\n[\s\S]*CONF-101/),
    });
    expect(await once(globals)).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('there are no checks') });
  });

  test('prints the records as JSON', async () => {
    const { exitCode, stdout } = await once(globals + check('fine', '/bin/true'), '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'OK',
      checks: [{ record: { check: 'fine', outcome: { type: 'exited', code: 0 } }, verdict: { sample: 'success' } }],
    });
  });
});
