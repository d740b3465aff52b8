import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = 'bin/vipward';
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vipward-lint-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string, mode = 0o755): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** A configuration without findings of its own but the remarks of any host. */
const config = (script: string, notify = ''): string =>
  file(
    'keepalived.conf',
    `global_defs {
    script_user root
    enable_script_security
}
vrrp_script mycat {
    script "${script}"
    interval 2
    timeout 2
    fall 2
    rise 2
    weight -60
}
vrrp_instance VI_1 {
    state BACKUP
    interface lo
    virtual_router_id 73
    priority 150
    advert_int 1
    virtual_ipaddress {
        192.0.2.100/24
    }
    track_script {
        mycat
    }
    ${notify}
}
`,
    0o644,
  );

interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
}

async function validate(...args: readonly string[]): Promise<Answer> {
  const { exitCode, stdout } = await execa(PROGRAM, ['validate', ...args], {
    reject: false,
    env: { NO_COLOR: '1' },
  });
  return { exitCode, stdout };
}

interface JsonFinding {
  readonly code: string;
  readonly origin: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

async function findingsOf(path: string): Promise<readonly string[]> {
  const found = JSON.parse((await validate(path, '--json')).stdout) as readonly JsonFinding[];
  return found
    .filter(({ origin }) => origin === 'script')
    .map(({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`);
}

const COUNTS_ITSELF =
  '#!/bin/bash\nn=$(ps -ef | grep mycat | grep -v grep | wc -l)\n[ "$n" -gt 0 ] || exit 1\nexit 0\n';

describe('validate and the scripts that a configuration runs', () => {
  test('a script that counts itself is shown with place, line, caret and what to do', async () => {
    const script = file('check_mycat.sh', COUNTS_ITSELF);
    const path = config(script);
    const plain = await validate(path);
    expect(plain.stdout).toContain(`error LINT-01: counts itself: its own line "/bin/bash ${script}" matches`);
    expect(plain.stdout).toContain(`--> ${script}:2:5`);
    expect(plain.stdout).toMatch(/\n2 \| n=\$\(ps -ef .*\n {2}\| {5}\^+ ask the service itself/);
    expect(plain.stdout).toMatch(/; in its scripts: 1 error$/);
    expect(plain.exitCode).toBe(1);
    expect((await validate(path, '--strict')).exitCode).toBe(1);
    expect(await findingsOf(path)).toEqual([`LINT-01 ${script}:2:5`]);
  });

  test('a script that a shell is told to run is read as well', async () => {
    const script = file('plain.sh', 'kill -0 "$(cat /run/mycat.pid)" || exit 1\nexit 0\n', 0o644);
    expect(await findingsOf(config(`/bin/sh ${script}`))).toEqual([`LINT-36 ${script}:1:1`]);
  });

  test('the text of sh -c is judged where it stands in the configuration', async () => {
    const path = config("/bin/sh -c 'curl -fsS -m 1 http://192.0.2.100/ >/dev/null'");
    expect(await findingsOf(path)).toEqual([`LINT-23 ${path}:6:40`]);
  });

  test('what the configuration’s own diagnostics say is not said twice', async () => {
    const path = config("/bin/sh -c '/opt/app/ready || killall keepalived'");
    expect((await validate(path)).stdout).toContain('CONF-317');
    expect(await findingsOf(path)).toEqual([`LINT-05 ${path}:6:25`]);
  });

  test('a notify script may start a service, and is judged by the rules for all scripts', async () => {
    const check = file('fine.sh', '#!/bin/sh\n/opt/app/status || exit 1\n');
    const notify = file('moved.sh', '#!/bin/sh\nsystemctl start mycat\n[[ $1 == x ]] && exit 1\nexit 0\n');
    const codes = (await findingsOf(config(check, `notify_master "${notify}"`))).map((found) => found.split(' ')[0]);
    expect(codes.filter((code) => code !== 'LINT-03')).toEqual(['LINT-31']);
  });

  test('programs and the shipped checks draw nothing', async () => {
    expect(await findingsOf(config('/bin/true'))).toEqual([]);
    expect(await findingsOf(config(join(process.cwd(), 'checks/nginx')))).toEqual([]);
  });
});
