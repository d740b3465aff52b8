import { expect, test } from 'vitest';
import type { RedisProbeConfig } from '../../../../src/model/probe/redis.ts';
import { endpoint } from '../../../support/configs.ts';
import { fileWith, listen, outcomeOf } from '../asking.ts';

const config = (port: number, changes: Partial<RedisProbeConfig> = {}): RedisProbeConfig => ({
  kind: 'redis',
  endpoint: endpoint(port),
  login: 'none',
  role: 'any',
  latency: { warnOverMs: 'off', badOverMs: 'off' },
  ...changes,
});

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const INFO = bulk('# Replication\r\nrole:master\r\nconnected_slaves:0\r\n');
const replica = (link: string): string =>
  bulk(`# Replication\r\nrole:slave\r\nmaster_host:192.0.2.7\r\nmaster_link_status:${link}\r\n`);

/** A server that gives this answer to the first thing it hears, and keeps what that was. */
async function answering(answer: string): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const port = await listen((socket) =>
    socket.once('data', (bytes) => {
      heard.push(bytes.toString());
      socket.write(answer);
    }),
  );
  return { port, heard };
}

test.each([
  ['any', `+PONG\r\n${INFO}`, 'ok', 'answers PONG as master'],
  ['master', `+PONG\r\n${INFO}`, 'ok', 'answers PONG as master'],
  ['replica', `+PONG\r\n${INFO}`, 'bad', 'is master, wanted replica'],
  ['replica', `+PONG\r\n${replica('up')}`, 'ok', 'answers PONG as replica'],
  ['replica', `+PONG\r\n${replica('down')}`, 'bad', 'has lost its master 192.0.2.7'],
  ['any', `+PONG\r\n${replica('down')}`, 'warn', 'has lost its master 192.0.2.7; its data grow old'],
  ['any', '-LOADING Redis is loading the dataset in memory\r\n', 'bad', 'is loading its data'],
  ['any', '-MASTERDOWN Link with MASTER is down\r\n', 'bad', 'has lost its master and serves nothing'],
  ['any', '-MISCONF Errors writing\r\n', 'bad', 'cannot save to disk and refuses writes'],
  ['any', '-NOAUTH Authentication required.\r\n', 'broken', 'wants a password (password_file)'],
  ['any', '+PONG\r\n-NOPERM no right to INFO\r\n', 'ok', 'answers PONG'],
  ['master', '+PONG\r\n-NOPERM no right to INFO\r\n', 'broken', 'does not let this user ask'],
  ['any', `+OK\r\n${INFO}`, 'bad', 'answers "OK" to PING'],
  ['any', 'SSH-2.0-OpenSSH\r\n', 'bad', 'speaks no Redis, it says "SSH-2.0-OpenSSH"'],
] as const)('NP-06 redis, wanted %s: %j is %s', async (role, answer, result, words) => {
  const { port } = await answering(answer);
  const outcome = await outcomeOf(config(port, { role }));
  expect(outcome).toMatchObject({ type: 'probed', result, detail: expect.stringContaining(`127.0.0.1:${port} `) });
  expect(outcome).toMatchObject({ detail: expect.stringContaining(words) });
});

test('a password comes first, with a user where one is named, and a refused one blames the check', async () => {
  const { port, heard } = await answering('-WRONGPASS invalid username-password pair\r\n');
  const passwordFile = fileWith('se cret\n');
  const refused = await outcomeOf(config(port, { login: { user: 'default', passwordFile } }));
  expect(refused).toMatchObject({ result: 'broken', detail: expect.stringContaining('refuses the password') });
  expect(JSON.stringify(refused)).not.toContain('se cret');
  await outcomeOf(config(port, { login: { user: 'probe', passwordFile } }));
  expect(heard[0]).toMatch(/^\*2\r\n\$4\r\nAUTH\r\n\$7\r\nse cret\r\n\*1\r\n\$4\r\nPING\r\n/);
  expect(heard[1]).toMatch(/^\*3\r\n\$4\r\nAUTH\r\n\$5\r\nprobe\r\n\$7\r\nse cret\r\n/);
});

test('without its password file nothing is asked', async () => {
  const { port, heard } = await answering('');
  const login = { user: 'default', passwordFile: '/nowhere/password' };
  expect(await outcomeOf(config(port, { login }))).toMatchObject({ result: 'broken' });
  expect(heard).toEqual([]);
});

test('a server that says nothing, too much, or closes', async () => {
  const { port } = await answering('+PONG\r\n');
  expect(await outcomeOf(config(port), 100)).toMatchObject({
    type: 'timedOut',
    during: `waiting for the answer of 127.0.0.1:${port} to PING`,
  });
  const flood = await answering(`+PONG\r\n$999999\r\n${'x'.repeat(70_000)}`);
  expect(await outcomeOf(config(flood.port))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('answers with more than 65536 bytes'),
  });
  const shut = await listen((socket) => socket.once('data', () => socket.end()));
  expect(await outcomeOf(config(shut))).toMatchObject({ result: 'bad', detail: expect.stringContaining('closed') });
});
