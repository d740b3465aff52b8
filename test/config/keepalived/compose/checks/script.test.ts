import { describe, expect, test } from 'vitest';
import { isScriptCheck } from '../../../../../src/model/check.ts';
import { SCRIPT_DEFAULTS, type ScriptProbeConfig } from '../../../../../src/model/probe.ts';
import { codesOf, faultsOf, loadText, scriptCheck } from '../../../loading.ts';

function probeWith(lines: string): ScriptProbeConfig | undefined {
  const loaded = loadText(scriptCheck(lines));
  expect(faultsOf(loaded)).toEqual([]);
  const [check] = loaded.model?.checks ?? [];
  return check !== undefined && isScriptCheck(check) ? check.probe : undefined;
}

test('a script that says nothing has the defaults of all scripts', () => {
  expect(probeWith('')).toMatchObject({ ...SCRIPT_DEFAULTS, user: { user: 'nobody' } });
});

test('RC-31: variables come from the text, from the daemon, from files, and from files that hold secrets', () => {
  const lines = `env {
    LANG de_DE.UTF-8
    TARGET "http://127.0.0.1/a b"
  }
  env { A 1 B 2 }
  env_pass { TZ HTTP_HOST }
  env_file /etc/vipward/one.env
  env_file /etc/vipward/two.env
  env_secret { PASSWORD /etc/vipward/password }`;
  expect(probeWith(lines)?.variables).toEqual({
    values: { LANG: 'de_DE.UTF-8', TARGET: 'http://127.0.0.1/a b', A: '1', B: '2' },
    passed: ['TZ', 'HTTP_HOST'],
    files: ['/etc/vipward/one.env', '/etc/vipward/two.env'],
    secrets: { PASSWORD: '/etc/vipward/password' },
  });
});

describe('RC-31: a name that would change what code runs is refused', () => {
  test.each([
    ['env { LD_PRELOAD /x.so }', '"LD_PRELOAD" would change which code the script runs'],
    ['env_pass { BASH_ENV }', '"BASH_ENV" would change which code the script runs'],
    ['env_secret { IFS /x }', '"IFS" would change which code the script runs'],
    ['env { VIPWARD_CHECK x }', '"VIPWARD_CHECK" is set by vipward itself'],
    ['env { "A=B" x }', '"A=B" is not a name of letters, digits and _'],
  ])('%s', (line, message) => {
    const loaded = loadText(scriptCheck(line));
    expect(loaded.diagnostics).toContainEqual(expect.objectContaining({ code: 'CONF-387', message }));
    expect(loaded.model).toBeUndefined();
  });

  test('a name without a value is said', () => {
    expect(codesOf(loadText(scriptCheck('env { A 1 B }')))).toContain('CONF-104');
  });
});

test('RC-66: surroundings and limits', () => {
  expect(
    probeWith(
      'cwd /var/lib/x\numask 027\nnice 10\nnofile 256\nnproc 50\nas_mb 512\ncpu_s 5\nkill_grace 2s\nbackend execa',
    ),
  ).toMatchObject({
    cwd: '/var/lib/x',
    umask: 0o027,
    limits: { nice: 10, nofile: 256, nproc: 50, addressSpaceMib: 512, cpuS: 5 },
    killGraceMs: 2000,
    backend: 'execa',
  });
});

test('the umask of a check goes before that of all', () => {
  const text = scriptCheck('umask 0027').replace('script_user', 'umask 0077\nscript_user');
  expect(loadText(text).model?.checks[0]?.probe).toMatchObject({ umask: 0o027 });
  expect(loadText(text.replace('umask 0027', '')).model?.checks[0]?.probe).toMatchObject({ umask: 0o077 });
});

test('with shell the command is a line for the shell, with its pipes, and nothing of it is called lost', () => {
  const line = `/usr/bin/curl -fs -m 1 "http://127.0.0.1/?a=$HOME" | grep -q ok`;
  const text = scriptCheck('shell').replace('"/usr/local/bin/check"', JSON.stringify(line));
  const loaded = loadText(text);
  expect(faultsOf(loaded)).toEqual([]);
  expect(loaded.model?.checks[0]?.probe).toMatchObject({ argv: ['/bin/sh', '-c', line] });
  expect(loaded.programs).toMatchObject([{ argv: ['/bin/sh', '-c', line] }]);
});

test('a directory is absolute', () => {
  expect(loadText(scriptCheck('cwd tmp')).diagnostics).toContainEqual(
    expect.objectContaining({ code: 'CONF-306', severity: 'error' }),
  );
});
