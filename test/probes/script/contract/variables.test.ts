import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { NO_VARIABLES, type ScriptVariables } from '../../../../src/model/script-variables.ts';
import { VariableSource } from '../../../../src/probes/script/variables.ts';
import { own, tempDir } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

const set: string[] = [];
afterEach(() => {
  for (const name of set.splice(0)) delete process.env[name];
});

function fileOf(text: string, mode = 0o600): string {
  const path = join(tempDir(), 'variables');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const read = (wanted: Partial<ScriptVariables>): ReturnType<VariableSource['read']> => {
  if (!own.ok) throw new Error('no own user');
  return new VariableSource({ ...NO_VARIABLES, ...wanted }).read(own.value);
};

onBothBackends('what a check gives its script', ({ complete }) => {
  const printed = async (wanted: Partial<ScriptVariables>, argv: readonly string[]): Promise<string> => {
    const variables = read(wanted);
    if (!variables.ok) throw new Error(variables.error.detail);
    const { environment, secrets } = variables.value;
    const { record } = await complete(argv, { facts: environment, secrets });
    return `${record.stdout.head}${record.stderr.head}|${record.summary}`;
  };

  test('RC-31 env, env_pass and env_file reach the script, literal values win', async () => {
    process.env['PASSED'] = 'from the daemon';
    set.push('PASSED');
    const file = fileOf('# a comment\n\nFILED=a b $HOME "q"\r\nBOTH=file\n');
    const wanted = { values: { OWN: 'ü=1', BOTH: 'literal' }, passed: ['PASSED', 'ABSENT'], files: [file] };
    const command = 'echo "$OWN|$PASSED|${ABSENT-unset}|$FILED|$BOTH"';
    const line = 'ü=1|from the daemon|unset|a b $HOME "q"|literal';
    expect(await printed(wanted, ['/bin/sh', '-c', command])).toBe(`${line}\n|${line}`);
  });

  test('RC-31 PATH may be set, and then rules', async () => {
    expect(await printed({ values: { PATH: '/nowhere' } }, ['/bin/sh', '-c', 'echo $PATH'])).toBe(
      '/nowhere\n|/nowhere',
    );
  });

  test('RC-52 a secret reaches the script and no record', async () => {
    const secrets = { PASSWORD: fileOf('s3cret word\n') };
    expect(await printed({ secrets }, ['/bin/sh', '-c', 'echo "got $PASSWORD"; echo "$PASSWORD" >&2'])).toBe(
      'got ***\n***\n|got ***',
    );
    expect(await printed({ secrets }, ['/bin/sh', '-c', 'printf %s "$PASSWORD" | wc -c'])).toBe('11\n|11');
  });
});

test.each([
  ['a file that is missing', { files: ['/nowhere/at/all'] }, 'bad-variables', /cannot be read \(ENOENT\)/],
  ['a line without =', () => ({ files: [fileOf('A=1\nB\n')] }), 'bad-variables', /^line 2 of .* is not NAME=value/],
  ['a refused name in a file', () => ({ files: [fileOf('LD_PRELOAD=/x\n')] }), 'bad-variables', /^line 1 of .*LD_PRE/],
  ['a refused name', { values: { BASH_ENV: '/x' } }, 'bad-variables', /^the variable BASH_ENV would change/],
  ['a file that others may write', () => ({ files: [fileOf('A=1\n', 0o646)] }), 'unsafe-path', /mode 0646/],
  ['a secret that others may write', () => ({ secrets: { P: fileOf('x', 0o622) } }), 'unsafe-path', /mode 0622/],
] as const)('RC-31 %s is refused with its reason', (_, wanted, rule, words) => {
  const result = read(typeof wanted === 'function' ? wanted() : wanted);
  if (result.ok) throw new Error('it was taken');
  expect(result.error.rule).toBe(rule);
  expect(result.error.detail).toMatch(words);
  expect(result.error.fix).not.toBe('');
});

test('a file that was changed is noticed', () => {
  if (!own.ok) throw new Error('no own user');
  const file = fileOf('A=1\n');
  const source = new VariableSource({ ...NO_VARIABLES, files: [file] });
  expect(source.read(own.value)).toMatchObject({ value: { environment: { A: '1' } } });
  expect(source.hasChanged()).toBe(false);
  writeFileSync(file, 'A=22\n');
  expect(source.hasChanged()).toBe(true);
  expect(source.read(own.value)).toMatchObject({ value: { environment: { A: '22' } } });
});
