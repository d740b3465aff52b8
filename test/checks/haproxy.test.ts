import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idleProcess } from './harness/impostor.ts';
import { startServer } from './harness/server.ts';
import { end, required, runScript, shipped } from './harness/shells.ts';
import { freePort, listenAt, openFolder, testFolder, withTools } from './harness/workplace.ts';

const haproxy = required(['haproxy'], 'haproxy');
const socat = required(['socat'], 'socat');

/** In `web` one server of three is DOWN, one in maintenance, and the one without a check is UP; in `dead` none is UP. */
const configuration = (folder: string, port: number, closedPort: number): string => `
global
  stats socket ${folder}/admin.sock level user
defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend all
  bind 127.0.0.1:${port}
  default_backend web
backend web
  server unchecked 127.0.0.1:${closedPort}
  server down 127.0.0.1:${closedPort} check inter 50 fall 1
  server maintained 127.0.0.1:${closedPort} disabled
backend dead
  server down 127.0.0.1:${closedPort} check inter 50 fall 1
`;

const CLIENT_TOOLS = ['timeout', 'awk', 'sed'];

/** The check beside a live process whose stats socket says this, or nothing. */
const answering = async (answer: string | undefined, ...args: string[]) => {
  const socket = `${testFolder()}/admin.sock`;
  await listenAt(socket, (client) => void (answer === undefined || client.end(answer)));
  const { pidFile } = idleProcess('haproxy');
  return runScript(shipped('haproxy'), ['-p', pidFile, '-S', socket, ...args]);
};

describe.skipIf(haproxy.path === '' || socat.path === '')(`checks/haproxy with ${haproxy.title}`, () => {
  const { path: folder, remove } = openFolder();
  const where = ['-p', `${folder}/haproxy.pid`, '-S', `${folder}/admin.sock`];
  let server: ChildProcess;
  const check = (...args: string[]) => runScript(shipped('haproxy'), [...where, ...args]);

  beforeAll(async () => {
    writeFileSync(`${folder}/haproxy.cfg`, configuration(folder, await freePort(), await freePort()));
    const args = ['-W', '-db', '-f', `${folder}/haproxy.cfg`, '-p', `${folder}/haproxy.pid`];
    server = await startServer(haproxy.path, args, { path: `${folder}/admin.sock` });
  });

  afterAll(async () => {
    await end(server, 'SIGTERM');
    remove();
  });

  test('a backend becomes critical with its last server', async () => {
    await expect
      .poll(() => check('-b', 'dead'), { timeout: 10_000, interval: 20 })
      .toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('dead has 0 of 1 servers UP') });
  });

  test('healthy while the stats socket answers and each backend has its servers UP', async () => {
    expect(await check()).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^HAPROXY OK: process \d+ answers \| time=\d+ms\n$/),
    });
    const web = await check('-b', 'web:1');
    expect(web).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('web has 1 of 1 servers UP') });
  });

  test('fewer servers than wanted are a warning, none is critical whatever the others have', async () => {
    expect(await check('-b', 'web:2')).toMatchObject({ code: 1, stdout: expect.stringContaining('web has 1 of 2') });
    for (const backends of [
      ['-b', 'web:2', '-b', 'dead'],
      ['-b', 'dead:2', '-b', 'web'],
    ]) {
      expect(await check(...backends)).toMatchObject({ code: 2, stdout: expect.stringContaining('dead has 0 of') });
    }
  });

  test('a backend that is not there and a socket that is not there cannot be tested', async () => {
    expect(await check('-b', 'wbe')).toMatchObject({ code: 3, stdout: expect.stringContaining('no backend wbe') });
    expect(await check('-S', '/nowhere.sock')).toMatchObject({ code: 3, stdout: expect.stringContaining('with -S') });
  });

  test('it asks through nc -U where there is no socat, and says the same', async () => {
    const ran = await runScript(withTools('haproxy', ['nc', ...CLIENT_TOOLS]), [...where, '-b', 'web:2']);
    expect(ran).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('web has 1 of 2') });
  });

  test('without socat and nc it cannot test, and names the package', async () => {
    const ran = await runScript(withTools('haproxy', CLIENT_TOOLS), where);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('install the package socat') });
  });

  test('critical once it has ended', async () => {
    await end(server, 'SIGTERM');
    expect(await check()).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('not running') });
  });
});

describe.skipIf(socat.path === '')(`checks/haproxy with ${socat.title} and no real server`, () => {
  test('a stats socket that hangs is critical within the limit', async () => {
    const ran = await answering(undefined, '-t', '0.3');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('does not answer in time') });
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test.each([
    ['Permission denied\n', 'says: Permission denied'],
    ['', 'says nothing'],
    ['Name: HAProxy\nStopping: 1\n\n# pxname,svname,status,\n', 'about to stop'],
  ])('an answer of %j is critical', async (answer, words) => {
    expect(await answering(answer)).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining(words) });
  });

  test.each([['web:0'], ['web:'], [':2'], ['web:x'], ['a b']])('-b %j is refused with 3', async (backend) => {
    const ran = await runScript(shipped('haproxy'), ['-b', backend]);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('-b takes') });
  });
});
