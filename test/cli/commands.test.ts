import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = 'bin/vipward';
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vipward-cli-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function vipward(...args: readonly string[]): Promise<Answer> {
  const { exitCode, stdout, stderr } = await execa(PROGRAM, args, { reject: false, env: { NO_COLOR: '1' } });
  return { exitCode, stdout, stderr };
}

function file(name: string, text: string, mode = 0o644): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const config = (script: string, more = ''): string => `global_defs {
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
    advert_int 1
    virtual_ipaddress {
        192.0.2.100/24
    }
    track_script {
        service
    }${more}
}
`;

describe('validate', () => {
  test('names every one of ten different faults with line, column and what to do, and exits 2', async () => {
    const { exitCode, stdout } = await vipward('validate', 'test/data/config-ten-faults.conf', '--json');
    expect(exitCode).toBe(2);
    const found = JSON.parse(stdout) as {
      readonly severity: string;
      readonly code: string;
      readonly help: string;
      readonly place: { readonly line: number; readonly column: number };
    }[];
    const errors = found.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, place }) => `${place.line}:${place.column} ${code}`)).toEqual([
      '3:18 CONF-212',
      '8:5 CONF-101',
      '9:10 CONF-201',
      '10:12 CONF-202',
      '14:11 CONF-212',
      '16:23 CONF-202',
      '17:5 CONF-104',
      '18:16 CONF-201',
      '24:9 CONF-206',
      '25:9 CONF-207',
      '26:22 CONF-208',
      '29:9 CONF-302',
    ]);
    expect(errors.filter(({ help }) => help === '')).toEqual([]);
  });

  test('a script that cannot run is an error with its cause and its fix', async () => {
    const script = file('crlf.sh', '#!/bin/sh\r\nexit 0\r\n', 0o755);
    const { exitCode, stdout } = await vipward('validate', file('crlf.conf', config(script)));
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/error CONF-322/);
    expect(stdout).toContain('crlf.conf:6:');
  });

  test.each([
    ['"30 2 * * *"', 'Australia/Lord_Howe', /CONF-382: the clock of Australia\/Lord_Howe is moved by 30 minutes/],
    ['"5"', 'Nope/Zone', /CONF-382: "5" has 1 field[\s\S]*CONF-384|CONF-384[\s\S]*CONF-382: "5" has 1 field/],
  ])('dates that %s in %s cannot have are an error, with words', async (pattern, zone, text) => {
    const check = `check port {\n tcp {\n port 80\n }\n schedule ${pattern}\n time_zone ${zone}\n}\n`;
    const { exitCode, stdout, stderr } = await vipward('validate', file('dates.conf', check));
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(text);
    expect(stderr).toBe('');
  });

  test('a missing file is told as such', async () => {
    const { exitCode, stdout } = await vipward('validate', join(dir, 'nothing.conf'));
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/CONF-903/);
  });

  test('warnings pass, and fail with --strict', async () => {
    const path = file('warned.conf', config('/bin/true'));
    expect((await vipward('validate', path)).exitCode).toBe(0);
    expect((await vipward('validate', path, '--strict')).exitCode).toBe(1);
  });

  test('says how late a failure is noticed', async () => {
    const { stdout } = await vipward('validate', file('late.conf', config('/bin/true')));
    expect(stdout).toMatch(/^VI_1: when service fails, another node takes over after at most [\d.]+ s/m);
  });
});

describe('test-check', () => {
  test('shows what ran, what it said, the verdict and the priority that follows', async () => {
    const script = file('fails.sh', '#!/bin/sh\necho "refused on port 80"\nexit 2\n', 0o755);
    const { exitCode, stdout } = await vipward(
      'test-check',
      'service',
      '--config',
      file('f.conf', config(`${script} a`)),
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('argv[1]  "a"');
    expect(stdout).toContain('  | refused on port 80');
    expect(stdout).toContain('NOT HEALTHY: exit 2: refused on port 80 (the service is bad)');
    expect(stdout).toMatch(/VI_1: base 150, service down -60 .*= 90/);
  });

  test('a healthy check exits 0, an unknown name 2 with the names there are', async () => {
    const path = file('ok.conf', config('/bin/true'));
    expect((await vipward('test-check', 'service', '--config', path)).exitCode).toBe(0);
    const unknown = await vipward('test-check', 'sevice', '--config', path);
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      `there is no check "sevice" in ${path}; there are: service`,
    ]);
  });
});

describe('run', () => {
  test('a file with errors is not run: the diagnostics, exit 2, no stack trace', async () => {
    const path = file('bad.conf', config('/bin/true', '\n    priorty 3'));
    const { exitCode, stderr } = await vipward('run', '--config', path, '--runtime-dir', join(dir, 'run'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/CONF-101: unknown keyword "priorty"[\s\S]*did you mean "priority"/);
    expect(stderr).not.toMatch(/at .*cjs/);
  });
});

describe('without a daemon', () => {
  test.each(['status', 'reload', 'stop'])('%s says so and what to do, and exits 2', async (command) => {
    const { exitCode, stderr } = await vipward(command, '--runtime-dir', join(dir, 'nobody'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no vipward runs with this runtime directory.*vipward run/);
  });
});

describe('the command line', () => {
  test.each(['run', 'validate', 'test-check', 'once', 'status', 'history', 'reload', 'stop', 'demo'])(
    '%s --help has an example',
    async (name) => {
      const { exitCode, stdout } = await vipward(name, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`Example:\\s+vipward ${name}`));
    },
  );

  test('an unknown command or option is wrong use', async () => {
    expect((await vipward('statsu')).exitCode).toBe(2);
    expect((await vipward('status', '--nothing')).exitCode).toBe(2);
  });
});

test('an installation without the native package says how to install it, without a stack trace', async () => {
  const modules = join(dir, 'node_modules');
  mkdirSync(modules);
  symlinkSync(resolve('node_modules/tinyglobby'), join(modules, 'tinyglobby'));
  copyFileSync('dist/cli.cjs', join(dir, 'cli.cjs'));
  const { exitCode, stderr } = await execa(process.execPath, [join(dir, 'cli.cjs'), 'run'], { reject: false });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/koffi package is missing.*install again without --omit=optional/);
  expect(stderr).not.toMatch(/^ +at /m);
});

describe('options that cannot mean what was written', () => {
  test('--node says that it has no effect on a keepalived.conf', async () => {
    const path = file('node.conf', config('/bin/true'));
    const { stderr } = await vipward('validate', path, '--node', 'web-b');
    expect(stderr).toMatch(/^--node web-b has no effect: \S+node\.conf is no cluster file .*--config-id/);
    expect((await vipward('validate', path)).stderr).toBe('');
  });

  test('one that is cut short draws the whole one', async () => {
    const { exitCode, stderr } = await vipward('status', '--runtime', '/run/x');
    expect(exitCode).toBe(2);
    expect(stderr).toBe("error: unknown option '--runtime'\n(Did you mean --runtime-dir?)");
  });
});

describe('commands that run beside the checks', () => {
  test('a missing or unexecutable one is found wherever it stands', async () => {
    const plain = file('no-x.sh', '#!/bin/sh\n');
    const more = `\n    notify_master "${dir}/missing"\n    notify "${plain} a"`;
    const text = config('/bin/true', more).replace('weight -60', `weight -60\n    on_change "${dir}/gone"`);
    const { exitCode, stdout } = await vipward('validate', file('hooks.conf', text), '--json');
    const found = (JSON.parse(stdout) as { code: string; message: string }[]).filter(({ code }) => /30[89]/.test(code));
    expect(exitCode).toBe(2);
    expect(found.map(({ code }) => code)).toEqual(['CONF-308', 'CONF-308', 'CONF-309']);
  });

  test('a bare name that is nowhere is said to be missing, and nothing else', async () => {
    const { stdout } = await vipward('validate', file('bare.conf', config('no-such-command -v')));
    expect(stdout).toContain(
      'no-such-command is in none of the folders that programs are searched in: /usr/local/sbin:',
    );
    expect(stdout).not.toContain('CONF-306');
  });
});
