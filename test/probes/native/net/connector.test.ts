import { expect, test, vi } from 'vitest';
import type { Expectation } from '../../../../src/model/probe/expectation.ts';
import { endpoint, tcpProbeConfig } from '../../../support/configs.ts';
import { frozenServer, listen, openSockets, outcomeFrom, outcomeOf, probeOf } from '../asking.ts';

const pattern = (source: string): Expectation => ({ type: 'pattern', source, flags: '' });

test('a good end is an ordinary one to the server, also when its greeting was not waited for', async () => {
  const ends: string[] = [];
  const port = await listen((socket) => {
    socket.on('end', () => ends.push('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(String(error.code)));
    setImmediate(() => socket.write('220 hello\r\n'));
    socket.resume();
  });
  await outcomeOf(tcpProbeConfig(port));
  await outcomeOf(tcpProbeConfig(port, { expect: pattern('^220 ') }));
  await vi.waitUntil(() => ends.length === 2, { timeout: 5000 });
  expect(ends).toEqual(['end', 'end']);
});

test('NP-07 a run that is ended, and one that failed, are reset at once', async () => {
  const ends: string[] = [];
  const port = await listen((socket) => {
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(String(error.code)));
    socket.resume();
  });
  const before = openSockets();
  const run = await probeOf(tcpProbeConfig(port, { expect: pattern('^220 ') })).start(0);
  await vi.waitUntil(() => openSockets() >= before + 2, { timeout: 5000 });
  run.cancel('stop');
  expect((await run.settled).outcome).toEqual({ type: 'cancelled', by: 'stop' });
  await vi.waitUntil(() => ends.length === 1, { timeout: 5000 });
  expect(ends).toEqual(['ECONNRESET']);
  await vi.waitUntil(() => openSockets() <= before, { timeout: 5000 });
});

test('the source address is the wanted one, and one of another host is a fault of the check', async () => {
  const from: (string | undefined)[] = [];
  const port = await listen((socket) => from.push(socket.remoteAddress));
  await outcomeOf(tcpProbeConfig(port, { endpoint: endpoint(port, { from: '127.0.0.2' }) }));
  await vi.waitUntil(() => from.length === 1, { timeout: 5000 });
  expect(from).toEqual(['127.0.0.2']);
  const foreign = await outcomeOf(tcpProbeConfig(port, { endpoint: endpoint(port, { from: '192.0.2.99' }) }));
  expect(foreign).toMatchObject({
    result: 'broken',
    detail: expect.stringContaining('was not asked: the source address is not on this host'),
  });
});

test('NP-01 NP-07 a connection that nobody takes ends at the limit and leaves no socket behind', async () => {
  const { port, fill } = await frozenServer();
  await fill();
  const before = openSockets();
  expect(await outcomeOf(tcpProbeConfig(port), 100)).toMatchObject({
    type: 'timedOut',
    during: `connecting to 127.0.0.1:${port}`,
  });
  await vi.waitUntil(() => openSockets() <= before, { timeout: 5000 });
});

test('a name is asked in one family, and shown with its address', async () => {
  const port = await listen(() => {});
  const probe = probeOf(tcpProbeConfig(port, { endpoint: endpoint(port, { host: 'localhost' }) }));
  const found = { result: 'ok', detail: `connected to localhost:${port} (127.0.0.1)` };
  expect(await outcomeFrom(probe)).toMatchObject(found);
  expect(await outcomeFrom(probe)).toMatchObject(found);
});

test('an address of the other family is written with brackets', async () => {
  const port = await listen(() => {}, '::1');
  const six = endpoint(port, { host: '::1', family: 6 });
  expect(await outcomeOf(tcpProbeConfig(port, { endpoint: six }))).toMatchObject({
    result: 'ok',
    detail: `connected to [::1]:${port}`,
  });
});
