import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, whileHanging } from './harness/server.ts';
import { BUSYBOX, end, required, runScript, shipped } from './harness/shells.ts';
import { freePort, listen, openFolder, testFolder, type Tool, withTools } from './harness/workplace.ts';

const redis = required(['redis-server'], 'redis-server');
const TOOLS: readonly Tool[] = ['timeout', 'tr', 'sed', 'grep'];
const check = (...args: string[]) => runScript(shipped('redis'), args);
const PASSWORD = 'a "quoted\\ one';

function passwordFile(password: string): string {
  const file = `${testFolder()}/password`;
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return file;
}

describe.skipIf(redis.path === '')(`checks/redis with ${redis.title}`, () => {
  const { path: folder, remove } = openFolder();
  const servers: ChildProcess[] = [];
  let master = '';
  let replica = '';
  let orphan = '';
  let locked = '';

  const started = async (name: string, ...args: string[]): Promise<string> => {
    const port = await freePort();
    const common = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const file = `${folder}/${name}.conf`;
    writeFileSync(file, name === 'locked' ? `requirepass ${JSON.stringify(PASSWORD)}\n` : '');
    servers.push(await startServer(redis.path, [file, ...common, ...args], { port }));
    return String(port);
  };
  const hung = (limit: string, script = shipped('redis')) =>
    whileHanging(servers[0] as ChildProcess, () => runScript(script, ['-p', master, '-t', limit]));

  beforeAll(async () => {
    master = await started('master', '--repl-diskless-sync-delay', '0');
    [replica, orphan, locked] = await Promise.all([
      started('replica', '--replicaof', '127.0.0.1', master),
      started('orphan', '--replicaof', '127.0.0.1', String(await freePort())),
      started('locked'),
    ]);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => end(server)));
    remove();
  });

  test('a master that answers is healthy, in one line', async () => {
    const ran = await check('-p', master, '-r', 'master');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^REDIS OK: 127\.0\.0\.1:\d+ answers PONG as master \| time=\d+ms\n$/);
  });

  test('a replica with a link to its master is healthy, and is no master', async () => {
    await expect
      .poll(() => check('-p', replica, '-r', 'replica'), { timeout: 10_000, interval: 50 })
      .toMatchObject({ code: 0, stderr: '' });
    expect(await check('-p', replica, '-r', 'master')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('is replica, wanted master'),
    });
    expect(await check('-p', master, '-r', 'replica')).toMatchObject({ code: 2 });
  });

  test('a replica that has lost its master is a warning, and critical where a replica is wanted', async () => {
    expect(await check('-p', orphan)).toMatchObject({ code: 1, stdout: expect.stringContaining('lost its master') });
    expect(await check('-p', orphan, '-r', 'replica')).toMatchObject({ code: 2, stderr: '' });
  });

  test('a server with a password is healthy with it, and cannot be tested without or with another one', async () => {
    expect(await check('-p', locked, '-f', passwordFile(PASSWORD))).toMatchObject({ code: 0, stderr: '' });
    const without = await check('-p', locked);
    expect(without).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('login refused: NOAUTH') });
    const other = await check('-p', locked, '-f', passwordFile('other'));
    expect(other).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('login refused: WRONGPASS') });
    expect(await check('-p', master, '-f', passwordFile('x'))).toMatchObject({ code: 3 });
    expect(await check('-f', '/nowhere')).toMatchObject({ code: 3, stdout: expect.stringContaining('no right to') });
  });

  test('a server that hangs is critical within the limit', async () => {
    const ran = await hung('0.4');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no answer in time') });
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test('a dead server is critical', async () => {
    const ran = await check('-p', String(await freePort()));
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('connection refused') });
  });

  test.each([
    ['-LOADING Redis is loading the dataset in memory\r\n', 'is loading its data'],
    ['+PONG\r\n$30\r\n# Replication\r\nrole:master\r\nloading:1\r\n\r\n', 'is loading its data'],
    ['SSH-2.0-OpenSSH\r\n', 'does not answer PING with PONG: SSH-2.0-OpenSSH'],
    ['-MASTERDOWN Link with MASTER is down\r\n', 'does not answer PING with PONG: MASTERDOWN'],
  ])('a server that says %j is critical', async (answer, words) => {
    const tools = withTools('redis', [...TOOLS, 'nc']);
    const port = await listen((socket) => void socket.once('data', () => socket.end(answer)));
    const ran = await runScript(tools, ['-p', String(port)]);
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining(words) });
  });

  const ncs: readonly (readonly [string, readonly Tool[]])[] = [
    ['nc', [...TOOLS, 'nc']],
    ['the nc of busybox', [...TOOLS, 'nc'].map((tool) => [String(tool), BUSYBOX] as const)],
  ];
  test.skipIf(BUSYBOX === '').each(ncs)('it asks through %s where there is no redis-cli', async (_name, tools) => {
    const script = withTools('redis', tools);
    expect(await runScript(script, ['-p', master])).toMatchObject({ code: 0, stderr: '' });
    const file = passwordFile(PASSWORD);
    expect(await runScript(script, ['-p', locked, '-f', file])).toMatchObject({ code: 0, stderr: '' });
    const closed = await runScript(script, ['-p', String(await freePort())]);
    expect(closed).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('connection refused') });
    expect(await hung('1', script)).toMatchObject({ code: 2, stdout: expect.stringContaining('no answer in time') });
  });

  test('without redis-cli and nc it cannot test, and names the packages', async () => {
    const ran = await runScript(withTools('redis', TOOLS), ['-p', master]);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('install redis-tools') });
  });

  test.each([
    [['-p', '80a'], '-p takes'],
    [['-r', 'slave'], '-r takes'],
  ])('option %j is refused with 3', async (args, words) => {
    expect(await check(...args)).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
  });
});
