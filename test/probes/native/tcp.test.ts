import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../../src/health/outcome.ts';
import { probeFor } from '../../../src/probes/probe-for.ts';
import { checkConfig, tcpProbeConfig } from '../../support/configs.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => {})); // the probe breaks off
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function outcomeOf(port: number): Promise<Outcome> {
  const check = checkConfig({ probe: tcpProbeConfig(port) });
  const run = await probeFor(check, 'warn').start(0);
  return (await run.settled).outcome;
}

test('a port that somebody listens on is healthy', async () => {
  const port = await listening();
  const detail = `connected to 127.0.0.1:${port}`;
  expect(await outcomeOf(port)).toEqual({ type: 'probed', result: 'ok', phase: 'connect', detail });
});

test('NP-01 a port that nobody listens on is bad', async () => {
  const port = await listening();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await outcomeOf(port)).toMatchObject({ type: 'probed', result: 'bad', phase: 'connect' });
});
