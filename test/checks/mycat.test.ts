import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { installMycat, type MycatHome, type MycatMode } from '../fixtures/mycat/install.ts';
import { BUSYBOX, required, runScript, shipped } from './harness/shells.ts';
import { freePort, listen, testFolder, type Tool, withTools } from './harness/workplace.ts';

const nc = required(['nc'], 'netcat-openbsd');
/** What the script and the stand-in's control program use beside the client of the port. */
const TOOLS: readonly Tool[] = ['sh', 'timeout', 'dd', 'od', 'tr', 'sed', 'grep'];

interface Running {
  readonly home: MycatHome;
  /** Options that point the check at the stand-in. */
  readonly args: readonly string[];
}

const written = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');

async function startedMycat(mode: MycatMode): Promise<Running> {
  const home = installMycat(testFolder(), { address: '127.0.0.1', port: 0, mode });
  const control = (command: string): string => execFileSync(home.program, [command], { encoding: 'utf8' });
  control('start');
  onTestFinished(() => void control('stop'));
  const told = mode === 'no-port' ? home.pidFile : home.portFile;
  await vi.waitUntil(() => written(told) !== '', { timeout: 20_000, interval: 10 });
  const port = mode === 'no-port' ? String(await freePort()) : written(home.portFile);
  return { home, args: ['-b', home.program, '-p', port] };
}

/** A control program that says and does what one line of shell does. */
function controlProgram(line: string): string {
  const program = `${testFolder()}/mycat`;
  writeFileSync(program, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return program;
}

const check = (...args: string[]) => runScript(shipped('mycat'), args);

describe.skipIf(nc.path === '')(`checks/mycat with nc ${nc.title}`, () => {
  test('a running mycat whose port greets is healthy, at once and in one line', async () => {
    const { args } = await startedMycat('greet');
    const ran = await check(...args);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^MYCAT OK: running, 127\.0\.0\.1:\d+ greets as 5\.6\.29-mycat-1\.6\.7\.4-stand-in in \d+ ms \| time=\d+ms\n$/,
    );
    expect(ran.tookMs).toBeLessThan(1700);
  });

  test('a mycat that accepts and never greets is critical within the limit', async () => {
    const { args } = await startedMycat('hang');
    const ran = await check(...args, '-t', '0.4');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no greeting in time') });
    expect(ran.tookMs).toBeGreaterThan(300);
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test('a mycat that says it runs but has no port is critical', async () => {
    const { args } = await startedMycat('no-port');
    expect(await check(...args)).toMatchObject({ code: 2, stdout: expect.stringContaining('connection refused') });
  });

  test('a mycat that answers with an error packet is critical, and its words are shown', async () => {
    const { args } = await startedMycat('refuse');
    expect(await check(...args)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('refuses: Too many connections'),
    });
  });

  test('a mycat that is not running is critical whatever the control program exits with', async () => {
    const home = installMycat(testFolder(), { address: '127.0.0.1', port: 0, mode: 'greet' });
    const never = await check('-b', home.program);
    expect(never).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('not running') });
    for (const code of [0, 1]) {
      const said = controlProgram(
        `echo 'Removed stale pid file: /x'; echo 'Mycat-server is not running.'; exit ${code}`,
      );
      expect(await check('-b', said)).toMatchObject({ code: 2, stdout: expect.stringContaining('not running') });
    }
  });

  test.each(['Mycat-server is running (4711).', 'Mycat-server is running: PID:4711, Wrapper:STARTED, Java:STARTED'])(
    'it believes the words %j even with an exit code',
    async (words) => {
      const { args } = await startedMycat('greet');
      const program = controlProgram(`echo '${words}'; exit 1`);
      expect(await check(...args, '-b', program)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test('a control program that hangs, also one that ignores TERM, is critical within the limit', async () => {
    const program = controlProgram("trap '' TERM; while :; do sleep 0.1; done");
    const ran = await check('-b', program, '-t', '0.3');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('status did not end in time') });
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test('a control program that says neither, is missing or may not be run cannot be asked', async () => {
    const odd = await check('-b', controlProgram("echo 'Unable to locate java'; exit 1"));
    expect(odd).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('exits 1 and says neither') });
    expect(odd.stdout).toContain('Unable to locate java');
    expect(await check('-b', '/nowhere/mycat')).toMatchObject({ code: 3, stdout: expect.stringContaining('with -b') });
    expect(await check('-b', testFolder())).toMatchObject({ code: 3 });
  });

  test('a port that speaks something else is critical, and its first bytes are shown', async () => {
    const program = controlProgram("echo 'Mycat-server is running (1).'");
    const port = await listen((socket) => socket.write('SSH-2.0-OpenSSH\r\n'));
    const ran = await check('-b', program, '-p', String(port));
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('first bytes 5353482d32') });
  });

  test('without nc it asks through curl, and says the same', async () => {
    const tools = withTools('mycat', [...TOOLS, 'curl']);
    const { home, args } = await startedMycat('greet');
    const healthy = await runScript(tools, args);
    expect(healthy).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('mycat-1.6.7.4') });
    expect(healthy.tookMs).toBeLessThan(1700);
    home.setMode('hang');
    const hung = await runScript(tools, [...args, '-t', '0.4']);
    expect(hung).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no greeting in time') });
    const closed = ['-b', home.program, '-p', String(await freePort())];
    expect(await runScript(tools, closed)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('refused'),
    });
  });

  test.skipIf(BUSYBOX === '')('on a host whose only tools are those of busybox it says the same', async () => {
    const tools = withTools(
      'mycat',
      [...TOOLS, 'nc'].map((tool) => [String(tool), BUSYBOX] as const),
    );
    const { home, args } = await startedMycat('greet');
    expect(await runScript(tools, args)).toMatchObject({ code: 0, stderr: '' });
    home.setMode('hang');
    const hung = await runScript(tools, [...args, '-t', '1']);
    expect(hung).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no greeting in time') });
    expect(hung.tookMs).toBeLessThan(4000);
  });

  test('without nc and curl it cannot test, and names the packages', async () => {
    const { args } = await startedMycat('greet');
    const ran = await runScript(withTools('mycat', TOOLS), args);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('netcat-openbsd') });
  });

  test('a port that is no number is refused with 3', async () => {
    expect(await check('-p', '80a')).toMatchObject({
      code: 3,
      stderr: '',
      stdout: expect.stringContaining('-p takes'),
    });
  });
});
