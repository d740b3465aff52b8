import { copyFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { idleProcess, pidFileOf, sleepCalled, stateOf, zombieProcess } from './harness/impostor.ts';
import { BUSYBOX, runIn, runScript, SHELLS, shipped } from './harness/shells.ts';
import { NAMESPACES, unshared } from './harness/unshared.ts';
import { testFolder } from './harness/workplace.ts';

const check = (...args: string[]) => runScript(shipped('process'), args);

/** A process name that nothing else on the host has; at most 15 bytes, and no two calls give the same. */
const uniqueName = (() => {
  let count = 0;
  return (): string => `vw${process.pid}n${count++}`.slice(0, 15);
})();

describe('checks/process counting a name', () => {
  test('it counts the live processes of exactly this name, and compares with both ends of the range', async () => {
    const name = uniqueName();
    idleProcess(name);
    idleProcess(name);
    idleProcess(`${name}x`);
    const ran = await check('-n', name);
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout: `PROCESS OK: 2 of ${name} | count=2\n` });
    const expected: readonly (readonly [string, number, string])[] = [
      ['2:2', 0, '2 of'],
      ['1:', 0, '2 of'],
      [':2', 0, '2 of'],
      ['3:', 2, 'fewer than 3'],
      ['0:1', 2, 'more than 1'],
      [':0', 2, 'more than 0'],
    ];
    for (const [range, code, words] of expected) {
      const told = await check('-n', name, '-c', range);
      expect(told).toMatchObject({ code, stderr: '', stdout: expect.stringContaining(words) });
    }
  });

  test('a name of which there is none is critical, unless none is wanted', async () => {
    const name = uniqueName();
    expect(await check('-n', name)).toMatchObject({ code: 2, stdout: expect.stringContaining(`0 of ${name}, fewer`) });
    expect(await check('-n', name, '-c', ':0')).toMatchObject({ code: 0, stderr: '' });
  });

  test('a long name is compared as the kernel keeps it', async () => {
    const name = `${uniqueName()}-with-a-long-name`;
    idleProcess(name);
    expect(await check('-n', name, '-c', '1:1')).toMatchObject({ code: 0, stderr: '' });
  });

  test('zombies and stopped processes do not count, and are told', async () => {
    const name = uniqueName();
    await zombieProcess(name);
    const { pid } = idleProcess(name);
    process.kill(pid, 'SIGSTOP');
    await stateOf(pid, 'T');
    const ran = await check('-n', name);
    expect(ran).toMatchObject({ code: 2, stderr: '' });
    expect(ran.stdout).toContain(`0 of ${name}, and 2 stopped or not yet reaped, fewer than 1`);
  });

  test.each(SHELLS.filter(({ argv }) => argv.length > 0 && argv[0] !== BUSYBOX))(
    'it does not count itself in $name',
    async ({ argv: [shell = '', ...options] }) => {
      const name = uniqueName();
      const program = `${testFolder()}/${name}`;
      copyFileSync(shell, program);
      const ran = await runIn({ name, argv: [program, ...options] }, [shipped('process'), '-n', name, '-c', ':0']);
      expect(ran).toMatchObject({ code: 0, stderr: '', stdout: `PROCESS OK: 0 of ${name} | count=0\n` });
    },
  );

  test('it counts no process of its own process group', async () => {
    const name = uniqueName();
    const beside = '"$0" 60 & "$@"; code=$?; kill $!; exit $code';
    const launcher = ['/bin/sh', '-c', beside, sleepCalled(name)];
    const ran = await runScript(shipped('process'), ['-n', name, '-c', ':0'], {}, launcher);
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout: `PROCESS OK: 0 of ${name} | count=0\n` });
  });
});

describe('checks/process with a pid file', () => {
  test('a live process of the name is healthy', async () => {
    const name = uniqueName();
    const { pidFile, pid } = idleProcess(name);
    const ran = await check('-n', name, '-p', pidFile);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(`PROCESS OK: process ${pid} of ${pidFile} is ${name} and lives\n`);
  });

  test('a pid file that is missing, of nobody, of another program or of a zombie is critical', async () => {
    const name = uniqueName();
    const files: readonly (readonly [string, string])[] = [
      ['/nowhere/service.pid', 'no pid file'],
      [pidFileOf(4_194_304 + 1).pidFile, 'is gone'],
      [pidFileOf(process.pid).pidFile, 'is stale'],
      [await zombieProcess(name), 'not yet reaped'],
    ];
    for (const [file, words] of files) {
      const ran = await check('-n', name, '-p', file);
      expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining(words) });
    }
  });
});

test.skipIf(!NAMESPACES.usable)(`without /proc it cannot test (${NAMESPACES.title})`, async () => {
  const launcher = unshared(['--mount'], 'mount -t tmpfs none /proc && exec "$@"');
  const ran = await runScript(shipped('process'), ['-n', 'init'], {}, launcher);
  expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('/proc is not mounted') });
});

test.each([
  [[], 'give the name with -n'],
  [['-n', '/usr/sbin/nginx'], 'without its folder'],
  [['-n', 'x', '-c', '1'], '-c takes'],
  [['-n', 'x', '-c', ':'], '-c takes'],
  [['-n', 'x', '-c', '01:'], '-c takes'],
  [['-n', 'x', '-c', '2:1'], 'the smaller number first'],
  [['-n', 'x', '-c', '1:', '-p', '/x'], 'give one of them'],
])('options %j are refused with 3', async (args, words) => {
  expect(await check(...args)).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
});
