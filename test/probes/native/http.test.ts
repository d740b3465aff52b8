import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import type { Expectation } from '../../../src/model/probe/expectation.ts';
import type { HttpProbeConfig } from '../../../src/model/probe/http.ts';
import { httpProbeConfig } from '../../support/configs.ts';
import { fileWith, freePort, listen, openSockets, outcomeOf, portOf, probeOf } from './asking.ts';

const pattern = (source: string): Expectation => ({ type: 'pattern', source, flags: '' });
const serving = (answer: RequestListener): Promise<number> => portOf(createServer(answer));
const saying = (body: string, status = 200): Promise<number> =>
  serving((_request, response) => response.writeHead(status).end(body));

/** A server that writes these bytes to whoever asks. */
const writing = (bytes: string): Promise<number> => listen((socket) => socket.once('data', () => socket.write(bytes)));

test('NP-02 200 is healthy, 500 is bad', async () => {
  const port = await saying('ready');
  const found = { type: 'probed', result: 'ok', phase: 'match', detail: `http://127.0.0.1:${port}/health answers 200` };
  expect(await outcomeOf(httpProbeConfig(port))).toEqual(found);
  const broken = await saying('oops', 500);
  expect(await outcomeOf(httpProbeConfig(broken))).toMatchObject({
    result: 'bad',
    detail: `http://127.0.0.1:${broken}/health answers 500, expected 200-399`,
  });
});

test('NP-02 a redirect is an answer: it is not followed, and where it leads is said when it is not wanted', async () => {
  const port = await serving((_request, response) => response.writeHead(302, { Location: '/login' }).end());
  expect(await outcomeOf(httpProbeConfig(port))).toMatchObject({ result: 'ok' });
  expect(await outcomeOf(httpProbeConfig(port, { status: [{ from: 200, to: 200 }] }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('answers 302 to "/login", expected 200'),
  });
});

test('NP-02 it asks as it is told: method, path, Host, headers, and nothing from the environment', async () => {
  const asked: IncomingMessage[] = [];
  const port = await serving((request, response) => {
    asked.push(request);
    response.writeHead(request.headers.host === 'www.example.org' ? 200 : 404).end();
  });
  vi.stubEnv('http_proxy', 'http://127.0.0.1:1/');
  const right: Partial<HttpProbeConfig> = {
    path: '/health?full=1',
    method: 'HEAD',
    hostHeader: 'www.example.org',
    headers: [{ name: 'X-Probe', value: 'vipward' }],
  };
  expect(await outcomeOf(httpProbeConfig(port, right))).toMatchObject({ result: 'ok' });
  expect(await outcomeOf(httpProbeConfig(port))).toMatchObject({ result: 'bad' });
  vi.unstubAllEnvs();
  expect(asked[0]).toMatchObject({
    method: 'HEAD',
    url: '/health?full=1',
    httpVersion: '1.1',
    headers: { host: 'www.example.org', 'user-agent': 'vipward', 'x-probe': 'vipward', connection: 'close' },
  });
});

test('NP-02 the body must hold one thing and must not hold another', async () => {
  const port = await saying('all systems ready');
  expect(await outcomeOf(httpProbeConfig(port, { body: pattern('ready$') }))).toMatchObject({ result: 'ok' });
  expect(await outcomeOf(httpProbeConfig(port, { body: { type: 'text', text: 'steady' } }))).toMatchObject({
    result: 'bad',
    phase: 'match',
    detail: expect.stringContaining('no "steady" in the first 65536 bytes of the body "all systems ready"'),
  });
  expect(await outcomeOf(httpProbeConfig(port, { bodyNot: pattern('systems') }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('and /systems/ is in the body "all systems ready"'),
  });
});

test('NP-02 an endless body is read up to its limit, and what stands there decides', async () => {
  const port = await serving((_request, response) => {
    response.write('ready ');
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
    };
    response.on('drain', more);
    more();
  });
  expect(await outcomeOf(httpProbeConfig(port, { body: pattern('^ready') }))).toMatchObject({ result: 'ok' });
  expect(await outcomeOf(httpProbeConfig(port, { body: pattern('done'), bodyLimit: 100 }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('no /done/ in the first 100 bytes'),
  });
});

test('NP-02 a slow body ends at the limit of the run, with what came until then', async () => {
  const port = await serving((_request, response) => response.write('12345'));
  expect(await outcomeOf(httpProbeConfig(port), 2000)).toMatchObject({
    type: 'timedOut',
    during: `reading the body of http://127.0.0.1:${port}/health from 127.0.0.1:${port}, 5 bytes so far`,
  });
});

test.each([
  ['SSH-2.0-OpenSSH_9.2\r\n', 'does not answer in HTTP'],
  [`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 'sends more than 16 KiB of headers'],
  ['HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'answers 101'],
])('an answer that starts with %.20j is bad', async (bytes, words) => {
  const port = await writing(bytes);
  expect(await outcomeOf(httpProbeConfig(port))).toMatchObject({
    type: 'probed',
    result: 'bad',
    detail: expect.stringContaining(words),
  });
});

test('a server that closes says so: before an answer, and in the middle of a body', async () => {
  const shut = await listen((socket) => socket.once('data', () => socket.end()));
  expect(await outcomeOf(httpProbeConfig(shut))).toMatchObject({
    result: 'bad',
    detail: `127.0.0.1:${shut} closed without an answer`,
  });
  const cut = await listen((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
  );
  expect(await outcomeOf(httpProbeConfig(cut))).toMatchObject({
    result: 'bad',
    detail: `127.0.0.1:${cut} broke off in the middle of the body`,
  });
  const nobody = await freePort();
  expect(await outcomeOf(httpProbeConfig(nobody))).toMatchObject({
    result: 'bad',
    phase: 'connect',
    detail: expect.stringContaining('refused the connection'),
  });
});

test('NP-07 a run that is ended in the middle of an answer leaves no socket behind', async () => {
  const port = await serving((_request, response) => response.write('12345'));
  const before = openSockets();
  const run = await probeOf(httpProbeConfig(port)).start(0);
  await vi.waitUntil(() => openSockets() >= before + 2, { timeout: 5000 });
  run.cancel('stop');
  expect((await run.settled).outcome).toEqual({ type: 'cancelled', by: 'stop' });
  await vi.waitUntil(() => openSockets() <= before, { timeout: 5000 });
});

const basic = (passwordFile: string) => ({ type: 'basic', user: 'me', passwordFile }) as const;

/** A server that lets in whoever says this. */
const locked = (wanted: string): Promise<number> =>
  serving((request, response) => response.writeHead(request.headers.authorization === wanted ? 200 : 401).end());

describe('a login', () => {
  test('comes from a file, and a file that everybody can read draws a warning', async () => {
    const port = await locked(`Basic ${Buffer.from('me:se cret').toString('base64')}`);
    const run = await probeOf(httpProbeConfig(port, { login: basic(fileWith('se cret\nnot this\n')) })).start(0);
    expect((await run.settled).outcome).toMatchObject({ result: 'ok' });
    expect(run.warnings).toEqual([]);
    const exposed = fileWith('se cret', 0o644);
    const warned = await probeOf(httpProbeConfig(port, { login: basic(exposed) })).start(0);
    expect(warned.warnings).toMatchObject([{ rule: 'unsafe-path', fix: `chmod 600 ${exposed}` }]);
    await warned.settled;
  });

  test('a token is sent as it stands, and a file without one is a fault of the check', async () => {
    const port = await locked('Bearer abc.def');
    const bearer = (tokenFile: string) => httpProbeConfig(port, { login: { type: 'bearer', tokenFile } });
    expect(await outcomeOf(bearer(fileWith('abc.def\n')))).toMatchObject({ result: 'ok' });
    for (const [file, words] of [
      ['/nowhere/token', 'cannot be read (ENOENT)'],
      [fileWith('\n'), 'has an empty first line'],
      [fileWith('two words'), 'holds no bearer token'],
    ] as const) {
      expect(await outcomeOf(bearer(file))).toMatchObject({ result: 'broken', detail: expect.stringContaining(words) });
    }
  });
});
