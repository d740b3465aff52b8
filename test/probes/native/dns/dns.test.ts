import { createSocket, type RemoteInfo } from 'node:dgram';
import { decode, type DecodedPacket, encode, type Packet, streamEncode } from 'dns-packet';
import { expect, test, vi } from 'vitest';
import type { DnsProbeConfig } from '../../../../src/model/probe/dns.ts';
import { endpoint } from '../../../support/configs.ts';
import { freePort, later, listen, openSockets, outcomeOf, probeOf } from '../asking.ts';

const config = (port: number, changes: Partial<DnsProbeConfig> = {}): DnsProbeConfig => ({
  kind: 'dns',
  server: endpoint(port),
  transport: 'udp',
  name: 'www.example.org',
  type: 'A',
  rcode: 'NOERROR',
  expect: 'any',
  latency: { warnOverMs: 'off', badOverMs: 'off' },
  ...changes,
});

const NXDOMAIN = 3;
const answerTo = ({ id = 0, questions = [] }: DecodedPacket, changes: Partial<Packet> = {}): Packet => ({
  type: 'response',
  id,
  questions,
  answers: [{ type: 'A', name: 'www.example.org', ttl: 60, data: '192.0.2.10' }],
  ...changes,
});

/** A name server on loopback; `answer` gives the messages that are sent back. */
async function serving(answer: (question: DecodedPacket, from: RemoteInfo) => readonly Uint8Array[]): Promise<number> {
  const socket = createSocket('udp4');
  later(() => socket.close());
  socket.on('message', (bytes, from) => {
    for (const message of answer(decode(bytes), from)) socket.send(message, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket.address().port;
}

test('an answer is healthy, and asked as a resolver would', async () => {
  const questions: DecodedPacket[] = [];
  const port = await serving((question) => {
    questions.push(question);
    return [encode(answerTo(question))];
  });
  expect(await outcomeOf(config(port))).toEqual({
    type: 'probed',
    result: 'ok',
    phase: 'match',
    detail: `127.0.0.1:${port} answers 192.0.2.10 to A www.example.org`,
  });
  expect(questions).toMatchObject([
    { type: 'query', flag_rd: true, questions: [{ name: 'www.example.org', type: 'A', class: 'IN' }] },
  ]);
});

test('NP-06 dns: the wrong rcode, a wrong record and rubbish are bad', async () => {
  const missing = await serving((question) => [encode(answerTo(question, { flags: NXDOMAIN, answers: [] }))]);
  expect(await outcomeOf(config(missing))).toMatchObject({
    result: 'bad',
    detail: `127.0.0.1:${missing} answers NXDOMAIN to A www.example.org, expected NOERROR`,
  });
  expect(await outcomeOf(config(missing, { rcode: 'NXDOMAIN' }))).toMatchObject({ result: 'ok' });
  const port = await serving((question) => [encode(answerTo(question))]);
  expect(await outcomeOf(config(port, { expect: { type: 'text', text: '192.0.2.1' } }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('answers "192.0.2.10" to A www.example.org, expected "192.0.2.1"'),
  });
  const rubbish = await serving(() => [Buffer.from('?')]);
  expect(await outcomeOf(config(rubbish))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('something that is not DNS'),
  });
});

test("somebody else's answer is passed over", async () => {
  const port = await serving((question) => [
    encode(answerTo(question, { id: ((question.id ?? 0) + 1) % 65_536, flags: NXDOMAIN })),
    encode(answerTo(question)),
  ]);
  expect(await outcomeOf(config(port))).toMatchObject({ result: 'ok' });
});

test('over TCP an answer may come in pieces', async () => {
  const port = await listen((socket) =>
    socket.once('data', (bytes) => {
      const answer = streamEncode(answerTo(decode(bytes.subarray(2))));
      socket.setNoDelay(true);
      socket.write(answer.subarray(0, 1));
      setImmediate(() => socket.write(answer.subarray(1)));
    }),
  );
  expect(await outcomeOf(config(port, { transport: 'tcp' }))).toMatchObject({ result: 'ok' });
  const shut = await listen((socket) => socket.once('data', () => socket.end()));
  expect(await outcomeOf(config(shut, { transport: 'tcp' }))).toMatchObject({
    result: 'bad',
    detail: `127.0.0.1:${shut} closed without an answer`,
  });
});

test('NP-06 dns: nobody there, silence, and a source address of another host', async () => {
  const nobody = await freePort();
  expect(await outcomeOf(config(nobody))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('refused the connection'),
  });
  const silent = await serving(() => []);
  expect(await outcomeOf(config(silent), 300)).toMatchObject({
    type: 'timedOut',
    during: `waiting for the answer of 127.0.0.1:${silent} about www.example.org`,
  });
  const server = endpoint(silent, { from: '192.0.2.99' });
  expect(await outcomeOf(config(silent, { server }))).toMatchObject({
    result: 'broken',
    detail: expect.stringContaining('the source address is not on this host'),
  });
});

test('the source address is the wanted one', async () => {
  const port = await serving((question, { address }) => [
    encode(answerTo(question, address === '127.0.0.3' ? {} : { flags: NXDOMAIN })),
  ]);
  expect(await outcomeOf(config(port, { server: endpoint(port, { from: '127.0.0.3' }) }))).toMatchObject({
    result: 'ok',
  });
});

test('NP-07 a run that is ended leaves no socket behind', async () => {
  const asked: string[] = [];
  const port = await serving((_question, { address }) => {
    asked.push(address);
    return [];
  });
  const before = openSockets();
  const run = await probeOf(config(port)).start(0);
  await vi.waitUntil(() => asked.length === 1, { timeout: 5000 });
  run.cancel('stop');
  expect((await run.settled).outcome).toEqual({ type: 'cancelled', by: 'stop' });
  await vi.waitUntil(() => openSockets() <= before, { timeout: 5000 });
});
