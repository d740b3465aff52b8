import { describe, expect, test } from 'vitest';
import { BUSYBOX, required, runScript, shipped } from './harness/shells.ts';
import { freePort, listen, type Tool, withTools } from './harness/workplace.ts';

const nc = required(['nc'], 'netcat-openbsd');
const TOOLS: readonly Tool[] = ['sh', 'timeout', 'dd', 'tr', 'sed', 'grep', 'true'];
const check = (...args: string[]) => runScript(shipped('tcp'), args);

/** Answers each thing it is sent with the same words, and leaves the connection open. */
const echoing = (answer: string): Promise<number> =>
  listen((socket) => socket.on('data', (bytes) => socket.write(`${answer}${bytes.toString()}`)));

describe.skipIf(nc.path === '')(`checks/tcp with nc ${nc.title}`, () => {
  test('a port that takes connections is healthy, in one line', async () => {
    const ran = await check('-p', String(await listen(() => {})));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^TCP OK: 127\.0\.0\.1:\d+ takes connections, \d+ ms \| time=\d+ms\n$/);
  });

  test('a banner that matches is healthy at once, although the connection stays open', async () => {
    const port = await listen((socket) => socket.write('220 mail.example.org\r\n250 \0more'));
    for (const pattern of ['^220 ', 'example\\.org$', 'more']) {
      const ran = await check('-p', String(port), '-E', pattern);
      expect(ran).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('answers as it should') });
      expect(ran.tookMs).toBeLessThan(1700);
    }
  });

  test('what is sent keeps its line ends, and the answer may come in pieces', async () => {
    const port = await echoing('got ');
    const ran = await check('-p', String(port), '-S', 'one\\r\\ntwo', '-E', '^got one$');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const slow = await listen((socket) => {
      socket.write('HEL');
      setTimeout(() => socket.write('LO\n\n'), 100);
    });
    expect(await check('-p', String(slow), '-E', '^HELLO$')).toMatchObject({ code: 0, stderr: '' });
  });

  test('an answer that does not match is critical, and shown without its control characters', async () => {
    const port = await listen((socket) => socket.end('SSH-2.0\u001B[31m|x\r\n'));
    const ran = await check('-p', String(port), '-E', '^220 ', '-t', '0.5');
    expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('it starts: SSH-2.0[31mx\n') });
  });

  test('a port that nobody listens on is critical, also where an answer is wanted', async () => {
    const port = String(await freePort());
    for (const args of [[], ['-E', 'x']]) {
      const ran = await check('-p', port, ...args);
      expect(ran).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('connection refused') });
    }
  });

  test('a server that is silent, or talks without end, is critical within the limit', async () => {
    const silent = await check('-p', String(await listen(() => {})), '-E', 'x', '-t', '0.3');
    expect(silent).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('no answer in time') });
    expect(silent.tookMs).toBeLessThan(3000);
    const endless = await listen((socket) => {
      const timer = setInterval(() => socket.write('y\n'), 20);
      socket.once('close', () => clearInterval(timer));
    });
    const talked = await check('-p', String(endless), '-E', 'x', '-t', '0.3');
    expect(talked).toMatchObject({ code: 2, stderr: '', stdout: expect.stringContaining('it starts: y\n') });
    expect(talked.tookMs).toBeLessThan(3000);
  });

  test.skipIf(BUSYBOX === '')('on a host whose only tools are those of busybox it says the same', async () => {
    const tools = withTools(
      'tcp',
      [...TOOLS, 'nc'].map((tool) => [String(tool), BUSYBOX] as const),
    );
    const port = await echoing('got ');
    const closed = await freePort();
    const silent = await listen(() => {});
    const expected: readonly (readonly [number, readonly string[], number])[] = [
      [port, [], 0],
      [port, ['-S', 'x\\n', '-E', '^got x$'], 0],
      [port, ['-S', 'x\\n', '-E', '^y', '-t', '0.3'], 2],
      [closed, [], 2],
      [closed, ['-E', 'x'], 2],
      [silent, ['-E', 'x', '-t', '0.3'], 2],
    ];
    for (const [to, args, code] of expected) {
      expect(await runScript(tools, ['-p', String(to), ...args])).toMatchObject({ code, stderr: '' });
    }
  });

  test('without nc it cannot test, and names the packages', async () => {
    const ran = await runScript(withTools('tcp', TOOLS), ['-p', '80']);
    expect(ran).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining('install netcat-openbsd') });
  });

  test.each([
    [[], '-p takes'],
    [['-p', '80', '-S', 'x'], '-S needs -E'],
    [['-p', '80', '-E', '['], '-E takes'],
  ])('options %j are refused with 3', async (args, words) => {
    expect(await check(...args)).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(words) });
  });
});
