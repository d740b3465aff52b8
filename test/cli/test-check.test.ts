import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPrivilege } from '../../src/lab/namespaces/privilege.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vipward-test-check-'));
  chmodSync(dir, 0o755);
});
afterAll(() => rmSync(dir, { recursive: true }));

function program(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

const configuration = (script: string): string => `global_defs {
    script_user root
    enable_script_security
}
vrrp_script service {
    script "${script}"
    interval 2
    weight -60
}
vrrp_instance VI_1 {
    state BACKUP
    interface lo0
    virtual_router_id 73
    priority 150
    virtual_ipaddress {
        192.0.2.100/24
    }
    track_script {
        service
    }
}
`;

interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function tried(script: string, options: readonly string[], path = '', home = dir): Promise<Answer> {
  const file = join(dir, 'vipward.conf');
  writeFileSync(file, configuration(script));
  const argv = ['test-check', 'service', '--config', file, ...options];
  const env = { NO_COLOR: '1', PATH: `${process.env['PATH'] ?? ''}${path}`, SHELL: '/bin/sh', HOME: home };
  const { exitCode, stdout, stderr } = await execa(PROGRAM, argv, { reject: false, env });
  return { exitCode, stdout, stderr };
}

const PROGRAM = 'bin/vipward';
const TIME_LIMIT_MS = 30_000;

const folder = (): string => join(dir, 'mycat/bin');

describe('the three stories of mycat', { timeout: TIME_LIMIT_MS }, () => {
  beforeAll(() => {
    mkdirSync(folder(), { recursive: true });
    program('mycat/bin/mycat', '#!/bin/sh\necho "Mycat-server is running (4711)."\n');
  });

  test('without its path it works in the login shell and not in the daemon, and both is said with the reason', async () => {
    const count = "running=$(mycat status 2>/dev/null | grep -c 'is running')";
    const script = program('no-path.sh', `#!/bin/sh\n${count}\n[ "$running" -gt 0 ] || exit 1\nexit 0\n`);
    const { exitCode, stdout } = await tried(script, ['--login-shell'], `:${folder()}`);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/verdict +NOT HEALTHY +healthy/);
    expect(stdout).toMatch(new RegExp(`only in PATH +${folder()}`));
    expect(stdout).toContain('They disagree, and the daemon’s result counts.');
    // The script hides what its shell says: only its text tells.
    expect(stdout).toMatch(/LINT-03: "mycat" is not found in the PATH of a run; yours finds \S+mycat\/bin\/mycat/);
  });

  test('what its shell says of a command that is not found is explained', async () => {
    const script = program('loud.sh', '#!/bin/sh\nmycat status | grep -q running\n');
    const { stdout } = await tried(script, ['--login-shell'], `:${folder()}`);
    expect(stdout).toMatch(/mycat: found as \S+\/mycat\/bin\/mycat by your PATH, not by that of a check; write \/\S+/);
  });

  test('one that counts itself is healthy in both, and the lint says why that means nothing', async () => {
    const script = program(
      'check_mycat.sh',
      '#!/bin/sh\ncount=$(ps -ef | grep mycat | grep -v grep | wc -l)\n[ "$count" -gt 0 ]\n',
    );
    const { exitCode, stdout } = await tried(script, []);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/LINT-01: counts itself/);
  });

  test('the right one is healthy in both and nothing is said against it', async () => {
    const script = program(
      'right.sh',
      `#!/bin/sh\n${folder()}/mycat status | grep -q 'is running' || exit 1\nexit 0\n`,
    );
    const { exitCode, stdout } = await tried(script, ['--login-shell'], `:${folder()}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Both come to the same result.');
    expect(stdout).not.toContain('LINT-');
  });

  test('by its bare name it is found by the shell alone, and that is the reason', async () => {
    const { exitCode, stdout } = await tried('mycat status', ['--login-shell'], `:${folder()}`);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/program +mycat +\S+\/mycat\/bin\/mycat/);
    expect(stdout).toMatch(/verdict +NOT HEALTHY +healthy/);
    expect(stdout).toMatch(/mycat: found as \S+\/mycat\/bin\/mycat by your PATH, not by that of a check/);
  });

  test('two programs of one name are told apart, also when they agree', async () => {
    program('mycat/bin/true', '#!/bin/sh\nexit 0\n');
    writeFileSync(join(folder(), '.profile'), `PATH=${folder()}:$PATH\n`);
    const { stdout } = await tried('true', ['--login-shell'], '', folder());
    expect(stdout).toMatch(
      /Both come to the same result, with different programs: your shell finds \S+mycat\/bin\/true/,
    );
  });
});

describe('ways to try a check', { timeout: TIME_LIMIT_MS }, () => {
  test('what it runs as and with is shown', async () => {
    const { stdout } = await tried('/bin/true a', []);
    expect(stdout).toMatch(/^argv\[1\] {2}"a"$/m);
    expect(stdout).toMatch(/^user {5}root: uid 0, gid 0, /m);
    expect(stdout).toMatch(/^cwd {6}\/, umask 0022, standard input \/dev\/null, no terminal$/m);
    expect(stdout).toMatch(/^environ {2}PATH LANG .* VIPWARD_CHECK .* VIPWARD_RUN_ID$/m);
    expect(stdout).toMatch(/^outcome {2}it exited with code 0 after \d+\.\d ms$/m);
  });

  test('--times runs it so often and says how many were healthy', async () => {
    const counter = program('second.sh', '#!/bin/sh\necho x >> "$0.runs"\n[ "$(wc -l < "$0.runs")" -ne 2 ]\n');
    const { exitCode, stdout } = await tried(counter, ['--times', '3']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^run {3}2 {2}NOT HEALTHY {2}it exited with code 1 after /m);
    expect(stdout).toMatch(/^in all {3}2 of 3 healthy; /m);
  });

  test('--times takes whole numbers from 1 on', async () => {
    const { exitCode, stderr } = await tried('/bin/true', ['--times', '0']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('whole number from 1 on')]);
  });

  test('--force-timeout shows that a trap with exit 0 counts for nothing', async () => {
    const script = program('trap.sh', "#!/bin/sh\ntrap 'exit 0' TERM\nsleep 30 &\nwait\n");
    const { exitCode, stdout } = await tried(script, ['--force-timeout']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^tried {4}its time limit is 100 ms$/m);
    expect(stdout).toMatch(/ended on SIGTERM with code 0, which counts for nothing/);
  });

  test('--force-timeout shows who does not follow SIGTERM', async () => {
    const script = program('deaf.sh', "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 30; done\n");
    expect((await tried(script, ['--force-timeout'])).stdout).toMatch(
      /did not follow SIGTERM and was ended by SIGKILL/,
    );
  });

  test('--disk-full lets no file be written', async () => {
    const script = program('writes.sh', `#!/bin/sh\necho x > ${join(dir, 'written')} || exit 5\n`);
    const { exitCode, stdout } = await tried(script, ['--disk-full']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^tried {4}no file can be written/m);
    expect(stdout).toMatch(/SIGXFSZ|exit 5|File too large|File size limit/);
    expect((await tried(script, [])).exitCode).toBe(0);
  });

  const privilege = labPrivilege();
  const mayEnter = privilege.mode === 'here';
  test.skipIf(!mayEnter)('--blackhole: who has no time limit of its own hangs', async () => {
    const command = 'exec 3<>/dev/tcp/192.0.2.1/80';
    const script = program('connects.sh', `#!/bin/bash\n${command}\n`);
    const { exitCode, stdout } = await tried(script, ['--blackhole']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/no result at its time limit of 2000 ms/);
    const local = program('local.sh', '#!/bin/bash\n(exec 3<>/dev/tcp/127.0.0.1/9) 2>/dev/null && exit 1\nexit 0\n');
    expect((await tried(local, ['--blackhole'])).exitCode).toBe(0);
  });

  test('--json has the runs, the changes and the login shell', async () => {
    const { stdout } = await tried('/bin/true', ['--json', '--times', '2', '--login-shell', '--disk-full']);
    const said = JSON.parse(stdout) as Record<string, unknown>;
    expect(said).toMatchObject({
      changes: [expect.stringContaining('no file can be written')],
      runs: [{ verdict: { sample: 'success' } }, { verdict: { sample: 'success' } }],
      shell: { login: { shell: '/bin/sh' }, verdict: { sample: 'success' } },
    });
  });
});
