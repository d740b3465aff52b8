import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { idleProcess, pidFileOf, stateOf, zombieProcess } from './impostor.ts';
import { BUSYBOX, programPath, runScript, shipped } from './shells.ts';
import { freePort, listen, type Tool, withTools } from './workplace.ts';

interface WebCheck {
  readonly script: 'nginx' | 'httpd';
  /** First word of its line. */
  readonly label: string;
  /** A name that its process may have. */
  readonly processName: string;
}

const answer = (status: string): string => `HTTP/1.1 ${status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`;

/** Answers every request with one status; the request is kept for the test to look at. */
async function webServer(status: string): Promise<{ readonly url: string; readonly requests: string[] }> {
  const requests: string[] = [];
  const port = await listen((socket) => {
    socket.on('data', (bytes) => {
      requests.push(bytes.toString());
      socket.end(answer(status));
    });
  });
  return { url: `http://127.0.0.1:${port}/`, requests };
}

/** What nginx and httpd have in common, tried without a real server. */
export function describeWebCheck({ script, label, processName }: WebCheck): void {
  const path = shipped(script);
  const wget = programPath('wget') ?? '';
  const check = (...args: string[]) => runScript(path, args);

  const asksThrough = async (tools: string, limit: string): Promise<void> => {
    const { pidFile } = idleProcess(processName);
    const silent = await listen(() => {});
    const expected: readonly (readonly [string, number, string])[] = [
      [(await webServer('200 OK')).url, 0, 'answers 200'],
      [(await webServer('503 Busy')).url, 2, 'answers 503'],
      [`http://127.0.0.1:${silent}/`, 2, 'no complete answer in time'],
      [`http://127.0.0.1:${await freePort()}/`, 2, 'connection refused'],
    ];
    for (const [url, code, words] of expected) {
      const ran = await runScript(tools, ['-p', pidFile, '-u', url, '-t', limit]);
      expect(ran).toMatchObject({ code, stderr: '', stdout: expect.stringContaining(words) });
    }
  };

  test('a live process and an answer with the expected status are healthy, in one line', async () => {
    const { url, requests } = await webServer('200 OK');
    const { pidFile, pid } = idleProcess(processName);
    const ran = await check('-p', pidFile, '-u', url, '-H', 'www.example.org');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      new RegExp(`^${label} OK: process ${pid}, ${url} answers 200 in \\d+ ms \\| time=\\d+ms\\n$`),
    );
    expect(requests[0]).toMatch(/^GET \/ HTTP\/1/);
    expect(requests[0]?.toLowerCase()).toContain('\r\nhost: www.example.org\r\n');
  });

  test.each([
    ['500 Internal Server Error', [], 2, 'answers 500, expected 2xx,3xx'],
    ['404 Not Found', [], 2, 'answers 404'],
    ['404 Not Found', ['-s', '200,404'], 0, 'answers 404'],
    ['200 OK', ['-s', '204,4xx'], 2, 'answers 200, expected 204,4xx'],
    ['301 Moved', [], 0, 'answers 301'],
  ])('status %s with %j exits %d', async (status, options, code, words) => {
    const { url } = await webServer(status);
    const ran = await check('-p', idleProcess(processName).pidFile, '-u', url, ...options);
    expect(ran).toMatchObject({ code, stderr: '' });
    expect(ran.stdout).toContain(words);
  });

  test('a server that accepts and never answers is critical within the limit', async () => {
    const port = await listen(() => {});
    const { pidFile } = idleProcess(processName);
    const ran = await check('-p', pidFile, '-u', `http://127.0.0.1:${port}/`, '-t', '0.3');
    expect(ran).toMatchObject({ code: 2, stderr: '' });
    expect(ran.stdout).toContain('no complete answer in time');
    expect(ran.tookMs).toBeGreaterThan(250);
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test("the default limit is the daemon's time limit less 200 ms", async () => {
    const port = await listen(() => {});
    const { pidFile } = idleProcess(processName);
    const args = ['-p', pidFile, '-u', `http://127.0.0.1:${port}/`];
    const ran = await runScript(path, args, { VIPWARD_TIMEOUT_MS: '500' });
    expect(ran.code).toBe(2);
    expect(ran.tookMs).toBeGreaterThan(250);
    expect(ran.tookMs).toBeLessThan(3000);
  });

  test('a server that sends a status and then trickles is critical within the limit', async () => {
    const port = await listen((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'));
    const { pidFile } = idleProcess(processName);
    expect(await check('-p', pidFile, '-u', `http://127.0.0.1:${port}/`, '-t', '0.3')).toMatchObject({ code: 2 });
  });

  test('a server that speaks something else is critical', async () => {
    const port = await listen((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const ran = await check('-p', idleProcess(processName).pidFile, '-u', `http://127.0.0.1:${port}/`);
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no valid answer') });
  });

  test('an answer slower than -w is a warning', async () => {
    const port = await listen((socket) => {
      socket.on('data', () => setTimeout(() => socket.end(answer('200 OK')), 150));
    });
    const ran = await check('-p', idleProcess(processName).pidFile, '-u', `http://127.0.0.1:${port}/`, '-w', '50');
    expect(ran).toMatchObject({ code: 1, stderr: '' });
    expect(ran.stdout).toContain(`${label} WARNING: `);
  });

  test('a refused connection is critical although the process lives', async () => {
    const ran = await check('-p', idleProcess(processName).pidFile, '-u', `http://127.0.0.1:${await freePort()}/`);
    expect(ran).toMatchObject({ code: 2, stderr: '' });
    expect(ran.stdout).toContain('connection refused');
  });

  test('a pid file that is missing, empty, no number, of nobody or of another program is critical', async () => {
    const gone = pidFileOf(1).pidFile;
    rmSync(gone);
    expect(await check('-p', gone)).toMatchObject({ code: 2, stdout: expect.stringContaining('no pid file') });
    for (const content of ['', 'ten', '-1', '0']) {
      const ran = await check('-p', pidFileOf(content).pidFile);
      expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no process id') });
    }
    const nobody = await check('-p', pidFileOf(4_194_304 + 1).pidFile);
    expect(nobody).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('is gone') });
    const reused = await check('-p', pidFileOf(process.pid).pidFile);
    expect(reused).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('is stale, process') });
  });

  test('a zombie and a stopped process are critical', async () => {
    const zombie = await check('-p', await zombieProcess(processName));
    expect(zombie).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('not yet reaped') });
    const { pidFile, pid } = idleProcess(processName);
    process.kill(pid, 'SIGSTOP');
    await stateOf(pid, 'T');
    expect(await check('-p', pidFile)).toMatchObject({ code: 2, stdout: expect.stringContaining('is stopped') });
  });

  test.skipIf(wget === '')(`without curl it asks through ${wget}, and says the same`, async () => {
    await asksThrough(withTools(script, ['wget', 'timeout', 'sed']), '0.3');
  });

  test.skipIf(BUSYBOX === '')('it asks through the wget of busybox, and says the same', async () => {
    const tools: readonly Tool[] = ['wget', 'timeout', 'sed'].map((tool) => [tool, BUSYBOX]);
    await asksThrough(withTools(script, tools), '1');
  });

  test('without curl and wget it cannot test, and names the package', async () => {
    const ran = await runScript(withTools(script, ['sed']), ['-p', idleProcess(processName).pidFile]);
    expect(ran).toMatchObject({
      code: 3,
      stderr: '',
      stdout: expect.stringMatching(/UNKNOWN: .*install the package curl\n$/),
    });
  });

  test.each([
    [['-u', 'ftp://127.0.0.1/'], '-u takes'],
    [['-w', 'soon'], '-w takes'],
  ])('option %j is refused with 3', async (args, words) => {
    expect(await check(...args)).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
  });
}
