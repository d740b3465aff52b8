import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { type ConnectionOptions, createConnection } from 'mysql2';
import { expect, onTestFinished, test } from 'vitest';
import type { Outcome } from '../../../../src/health/outcome.ts';
import type { MysqlProbeConfig } from '../../../../src/model/probe/mysql.ts';
import { probeFor } from '../../../../src/probes/probe-for.ts';
import { checkConfig } from '../../../support/configs.ts';

/** A server that does this with every connection. */
async function listening(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    greet(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const probeAt = (port: number, changes: Partial<MysqlProbeConfig> = {}): MysqlProbeConfig => ({
  kind: 'mysql',
  server: { by: 'tcp', endpoint: { host: '127.0.0.1', port, from: 'kernel', family: 4, tls: 'off' } },
  login: { user: 'checker', passwordFile: 'none', database: 'none' },
  asks: {
    type: 'query',
    sql: 'select n from t',
    expect: { type: 'answer' },
    readOnly: 'ok',
    maxLagMs: 'any',
    warnLagMs: 'any',
  },
  latency: { warnOverMs: 'off', badOverMs: 'off' },
  ...changes,
});

const start = (probe: MysqlProbeConfig, timeoutMs: number) =>
  probeFor(checkConfig({ probe, timeoutMs }), 'warn').start(0);
const outcomeOf = async (probe: MysqlProbeConfig, timeoutMs = 10_000): Promise<Outcome> =>
  (await (await start(probe, timeoutMs)).settled).outcome;

/** What a fake server can do at a query. */
interface AtQuery {
  row(text: string): void;
  raw(bytes: string): void;
  close(): void;
}

/** The library's server side, as far as it is used here; its types know the client side only. */
interface FakeServer {
  on(event: 'query' | 'error', listener: () => void): void;
  serverHandshake(options: object): void;
  writeTextResult(rows: readonly object[], columns: readonly object[]): void;
}

const COLUMN = { columnType: 253, characterSet: 33, columnLength: 50, flags: 0, decimals: 0 };
const NAMES = { name: 'n', orgName: 'n', catalog: 'def', schema: '', table: '', orgTable: '' };
/** Everything but compression and TLS. */
const CAPABILITIES = 0xff_f7ff & ~0x800 & ~0x20;

/** A server that greets, lets everybody in, and then does this at a query. */
function answering(onQuery: (answer: AtQuery) => void): Promise<number> {
  return listening((socket) => {
    const server = createConnection({ isServer: true, stream: socket } as ConnectionOptions) as unknown as FakeServer;
    server.on('error', () => {});
    server.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0-fake',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: CAPABILITIES,
      authCallback: (_login: unknown, done: (error: null) => void) => done(null),
    });
    server.on('query', () =>
      onQuery({
        row: (text) => server.writeTextResult([{ n: text }], [{ ...COLUMN, ...NAMES }]),
        raw: (bytes) => void socket.write(Buffer.from(bytes, 'latin1')),
        close: () => void socket.destroy(),
      }),
    );
  });
}

test('a login that gets its answer is healthy', async () => {
  const port = await answering(({ row }) => row('7'));
  expect(await outcomeOf(probeAt(port))).toMatchObject({
    type: 'probed',
    result: 'ok',
    detail: `127.0.0.1:${port} (8.0-fake) answers "7"`,
  });
});

test('NP-04 a server that closes in the middle of a query is bad', async () => {
  const port = await answering(({ close }) => close());
  expect(await outcomeOf(probeAt(port))).toMatchObject({
    result: 'bad',
    phase: 'query',
    detail: expect.stringContaining('closed the connection'),
  });
});

test.each([
  '\u0001\0\0\u0001\u00fb',
  '\u0003\0\0\u0001\u0002\u00ff\u00ff',
  '\u0005\0\0\u0009\u0001abcd',
  '\u00ff\u00ff\u00ff\u0001',
])('NP-04 garbage after the login ends the run, and no exception escapes: %j', async (bytes) => {
  const port = await answering(({ raw }) => raw(bytes));
  const outcome = await outcomeOf(probeAt(port), 300);
  expect(['probed', 'timedOut']).toContain(outcome.type);
  if (outcome.type === 'probed') expect(outcome.result).toBe('bad');
});

test.each([
  ['SSH-2.0-OpenSSH\r\n', 'does not speak MySQL: it begins with "SSH-2.0-OpenSSH"'],
  ['\u0017\0\0\0\u00ff\u0010\u0004Too many connections', 'refuses: Too many connections (1040)'],
  ['\u0011\0\0\0\u00ff\u0069\u0004Host is blocked.', 'refuses: Host is blocked. (1129)'],
])('NP-04 a server that says %j is bad', async (said, words) => {
  const bytes = Buffer.from(said, 'latin1');
  if (bytes[4] === 0xff) bytes[0] = bytes.length - 4;
  const port = await listening((socket) => socket.write(bytes));
  expect(await outcomeOf(probeAt(port))).toEqual({
    type: 'probed',
    result: 'bad',
    phase: 'greeting',
    detail: `127.0.0.1:${port} ${words}`,
  });
});

test('NP-04 a server that closes without a word is bad, a silent one runs into the limit', async () => {
  const closing = await listening((socket) => socket.end());
  expect(await outcomeOf(probeAt(closing))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('without a greeting'),
  });
  const silent = await listening(() => {});
  expect(await outcomeOf(probeAt(silent), 100)).toMatchObject({
    type: 'timedOut',
    during: expect.stringContaining('waiting for the greeting'),
  });
});

test('NP-04 greeting, then silence: the limit, while logging in', async () => {
  const greeting = Buffer.concat([
    Buffer.from([0, 0, 0, 0, 10]),
    Buffer.from('8.0-silent\0'),
    Buffer.from([7, 0, 0, 0]),
    Buffer.from('saltsalt\0'),
    Buffer.from([0xff, 0xf7, 33, 2, 0, 0x0f, 0x80, 21]),
    Buffer.alloc(10),
    Buffer.from('saltsaltsalt\0'),
  ]);
  greeting[0] = greeting.length - 4;
  const port = await listening((socket) => socket.write(greeting));
  expect(await outcomeOf(probeAt(port), 300)).toMatchObject({
    type: 'timedOut',
    during: `logging in to 127.0.0.1:${port} as checker`,
  });
});

test('a server that TLS is demanded of, and that has none, is bad', async () => {
  const port = await answering(({ row }) => row('7'));
  const tls = { verify: 'off', serverName: '', caFile: 'system', minDaysLeft: 0, client: 'none' } as const;
  const server = { by: 'tcp', endpoint: { host: '127.0.0.1', port, from: 'kernel', family: 4, tls } } as const;
  expect(await outcomeOf(probeAt(port, { server }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('does not offer TLS'),
  });
});

test('a unix socket that is not there is bad', async () => {
  expect(await outcomeOf(probeAt(1, { server: { by: 'socket', path: '/nowhere/mysql.sock' } }))).toMatchObject({
    result: 'bad',
    phase: 'connect',
    detail: expect.stringContaining('does not exist'),
  });
});

test('an answer that is slower than warn_over is a warning', async () => {
  const port = await answering(({ row }) => setTimeout(() => row('7'), 20));
  const latency = { warnOverMs: 10, badOverMs: 'off' } as const;
  expect(await outcomeOf(probeAt(port, { latency }))).toMatchObject({
    result: 'warn',
    detail: expect.stringContaining('warn_over 10 ms'),
  });
});

const descriptors = (): number => readdirSync('/proc/self/fd').length;

test('NP-07 a run that is ended in any phase leaves no descriptor', async () => {
  const silent = await listening(() => {});
  const slow = await answering(() => {});
  await outcomeOf(probeAt(slow), 100); // the library is loaded now
  const before = descriptors();
  for (const port of [silent, slow]) {
    for (const afterMs of [0, 1, 5, 20]) {
      const run = await start(probeAt(port), 10_000);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      run.cancel('stop');
      expect((await run.settled).outcome.type).toBe('cancelled');
    }
  }
  // The servers of this test hold the other ends until they hear of it.
  await expect.poll(descriptors, { timeout: 10_000, interval: 10 }).toBeLessThanOrEqual(before);
});

test('the library is loaded on first use: nothing of ours imports it when the daemon starts', () => {
  const folder = new URL('../../../../src/probes/native/mysql/', import.meta.url);
  const lines = readdirSync(folder).flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'));
  const imports = lines.filter((line) => line.includes("'mysql2'"));
  expect(imports.length).toBeGreaterThan(1);
  expect(imports.filter((line) => !/^import type |await import\('mysql2'\)/.test(line))).toEqual([]);
});
