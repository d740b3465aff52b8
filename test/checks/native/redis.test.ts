import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/health/outcome.ts';
import type { RedisProbeConfig } from '../../../src/model/probe/redis.ts';
import { probeFor } from '../../../src/probes/probe-for.ts';
import { checkConfig, endpoint } from '../../support/configs.ts';
import { startServer, whileHanging } from '../harness/server.ts';
import { end, required } from '../harness/shells.ts';
import { freePort, openFolder } from '../harness/workplace.ts';

const redis = required(['redis-server'], 'redis-server');
const PASSWORD = 'a "quoted\\ one';

/** One run of the probe. */
const ask = async (port: number, changes: Partial<RedisProbeConfig> = {}, timeoutMs = 10_000): Promise<Outcome> => {
  const latency = { warnOverMs: 'off', badOverMs: 'off' } as const;
  const asked = { kind: 'redis', endpoint: endpoint(port), login: 'none', role: 'any', latency } as const;
  const run = await probeFor(checkConfig({ probe: { ...asked, ...changes }, timeoutMs }), 'warn').start(0);
  return (await run.settled).outcome;
};

describe.skipIf(redis.path === '')(`the redis probe with ${redis.title}`, () => {
  const { path: folder, remove } = openFolder();
  const servers: ChildProcess[] = [];
  let [master, replica, orphan, locked] = [0, 0, 0, 0];

  const started = async (name: string, ...args: string[]): Promise<number> => {
    const port = await freePort();
    const common = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const file = `${folder}/${name}.conf`;
    writeFileSync(file, name === 'locked' ? `requirepass ${JSON.stringify(PASSWORD)}\n` : '');
    servers.push(await startServer(redis.path, [file, ...common, ...args], { port }));
    return port;
  };
  const passwordFile = (password: string): string => {
    const file = `${folder}/password-${password.length}`;
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    return file;
  };
  const login = (password: string) => ({ login: { user: 'default', passwordFile: passwordFile(password) } }) as const;

  beforeAll(async () => {
    master = await started('master', '--repl-diskless-sync-delay', '0');
    [replica, orphan, locked] = await Promise.all([
      started('replica', '--replicaof', '127.0.0.1', String(master)),
      started('orphan', '--replicaof', '127.0.0.1', String(await freePort())),
      started('locked'),
    ]);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => end(server)));
    remove();
  });

  test('a master answers, and is no replica', async () => {
    const detail = `127.0.0.1:${master} answers PONG as master`;
    expect(await ask(master, { role: 'master' })).toEqual({ type: 'probed', result: 'ok', phase: 'match', detail });
    expect(await ask(master, { role: 'replica' })).toMatchObject({ result: 'bad' });
  });

  test('a replica is good with its master, and without it a warning, or bad where a replica is wanted', async () => {
    await expect
      .poll(() => ask(replica, { role: 'replica' }), { timeout: 10_000, interval: 50 })
      .toMatchObject({ result: 'ok' });
    expect(await ask(orphan)).toMatchObject({ result: 'warn', detail: expect.stringContaining('has lost its master') });
    expect(await ask(orphan, { role: 'replica' })).toMatchObject({ result: 'bad' });
  });

  test('a password opens, and without it or with another one the check is to blame', async () => {
    expect(await ask(locked, login(PASSWORD))).toMatchObject({ result: 'ok' });
    expect(await ask(locked)).toMatchObject({ result: 'broken', detail: expect.stringContaining('wants a password') });
    expect(await ask(locked, login('other'))).toMatchObject({ result: 'broken' });
    expect(await ask(master, login('x'))).toMatchObject({
      result: 'broken',
      detail: expect.stringContaining('refuses'),
    });
  });

  test('a server that hangs is bad at the limit, and says where', async () => {
    const hung = await whileHanging(servers[0] as ChildProcess, () => ask(master, {}, 300));
    expect(hung).toMatchObject({ type: 'timedOut', during: `waiting for the answer of 127.0.0.1:${master} to PING` });
  });
});
