import { writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { limitForScripts } from '../../../../src/linux/process.ts';
import { fixture, own, tempDir } from '../workshop.ts';
import { onBothBackends } from './both-backends.ts';

const set: string[] = [];
afterEach(() => {
  for (const name of set.splice(0)) delete process.env[name];
});

beforeAll(() => limitForScripts());

onBothBackends('what a script sees', ({ complete }) => {
  test('RC-30 the environment is the list of the contract and nothing of the daemon', async () => {
    for (const name of ['FOO', 'LD_PRELOAD', 'NODE_OPTIONS', 'BASH_ENV']) {
      set.push(name);
      process.env[name] = '/nowhere.so';
    }
    const { record } = await complete(['/usr/bin/env'], { facts: { VIPWARD_CHECK: 'nginx' } });
    const names = record.stdout.head
      .trimEnd()
      .split('\n')
      .map((line) => line.split('=')[0]);
    const timeZone = process.env['TZ'] === undefined ? [] : ['TZ'];
    expect(names.toSorted()).toEqual(
      [
        'HOME',
        'LANG',
        'LC_ALL',
        'LOGNAME',
        'PATH',
        'SHELL',
        'USER',
        'VIPWARD_CHECK',
        'VIPWARD_RUN_ID',
        ...timeZone,
      ].toSorted(),
    );
    expect(record.stdout.head).toContain('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n');
    expect(record.stderr.bytes).toBe(0);
  });

  test('RC-32 RC-33 RC-34 RC-37 directory, mask, session, descriptors, terminal', async () => {
    const { record } = await complete([fixture('prints/circumstances.sh')]);
    const [cwd, umask, ids = '', stdin, stdout, read, tty] = record.stdout.head.split('\n');
    expect({ cwd, umask, stdin, read, tty }).toEqual({
      cwd: '/',
      umask: '0022',
      stdin: '/dev/null',
      read: 'read nothing',
      tty: 'no tty',
    });
    expect(stdout).toMatch(/^pipe:\[\d+\]$/);
    expect(new Set(ids.trim().split(/\s+/)).size).toBe(1);
    expect(record.stderr.head).toBe('to stderr\n');
  });

  test('RC-66 the mask of the check is seen in the script, and the daemon keeps its own', async () => {
    const before = process.umask();
    const { record } = await complete(['/bin/sh', '-c', 'umask'], { umask: 0o027 });
    expect(record.stdout.head).toBe('0027\n');
    expect(process.umask()).toBe(before);
  });

  test('RC-66 niceness and limits of the check are seen in the script', async () => {
    const limits = { nice: 10, nofile: 256, cpuS: 7, addressSpaceMib: 512, fileBytes: 4096, nproc: 4000 };
    const command =
      'nice; ulimit -n; ulimit -t; ulimit -v; cat /proc/self/limits | grep -E "^Max (file size|processes)"';
    const { record } = await complete(['/bin/sh', '-c', command], { limits });
    const [nice, ...rest] = record.stdout.head.trimEnd().split('\n');
    expect([nice, ...rest.slice(0, 3)]).toEqual([String(getPriority() + 10), '256', '7', String(512 * 1024)]);
    expect(rest.slice(3).map((line) => /\d+/.exec(line)?.[0])).toEqual(['4096', '4000']);
  });

  test('RC-32 without limits of its own a script has no core file and 4096 descriptors', async () => {
    const { record } = await complete(['/bin/sh', '-c', 'ulimit -c; ulimit -n; ulimit -Hn']);
    const [core, soft, hard] = record.stdout.head.split('\n');
    expect([core, soft]).toEqual(['0', hard === 'unlimited' ? '4096' : String(Math.min(4096, Number(hard)))]);
  });

  test('RC-24 a script starts in its directory, and a missing one is named', async () => {
    expect((await complete(['/bin/pwd'], { cwd: '/usr' })).record.stdout.head).toBe('/usr\n');
    const { record, verdict } = await complete(['/bin/pwd'], { cwd: '/nowhere' });
    expect(record.outcome).toMatchObject({ type: 'spawnFailed', diagnosis: { rule: 'cwd-missing' } });
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect(verdict.reason).toContain('/nowhere, the directory in which /bin/pwd is to start');
  });

  test('RC-35 bash does not read .bashrc', async () => {
    if (!own.ok) throw new Error('no own user');
    const home = tempDir();
    writeFileSync(join(home, '.bashrc'), 'echo sourced\n');
    const credentials = { ok: true, value: { ...own.value, home } } as const;
    const { record } = await complete(['/bin/bash', '-c', 'echo $HOME'], { credentials });
    expect(record.stdout.head).toBe(`${home}\n`);
  });

  test('the argument zero is the path, and a name with another meaning to a shell is passed on', async () => {
    const { record } = await complete(['/bin/sh', '-c', 'tr "\\0" " " < /proc/$$/cmdline', "it's", '$x']);
    expect(record.stdout.head).toBe(`/bin/sh -c tr "\\0" " " < /proc/$$/cmdline it's $x `);
  });

  test('RC-38 no signal is blocked or ignored', async () => {
    const { record } = await complete(['/bin/grep', '-E', '^Sig(Blk|Ign)', '/proc/self/status']);
    expect(record.stdout.head).toBe('SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n');
  });

  test('the script is killed before the daemon when memory runs out', async () => {
    const { record } = await complete(['/bin/sh', '-c', 'sleep 0.1; cat /proc/self/oom_score_adj']);
    expect(record.stdout.head).toBe('500\n');
  });
});
