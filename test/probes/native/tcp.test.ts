import { expect, test } from 'vitest';
import type { Expectation } from '../../../src/model/probe/expectation.ts';
import { bytesOf } from '../../../src/probes/native/tcp.ts';
import { tcpProbeConfig } from '../../support/configs.ts';
import { freePort, frozenServer, listen, outcomeOf } from './asking.ts';

const pattern = (source: string): Expectation => ({ type: 'pattern', source, flags: '' });

test('a port that somebody listens on is healthy', async () => {
  const port = await listen(() => {});
  const detail = `connected to 127.0.0.1:${port}`;
  expect(await outcomeOf(tcpProbeConfig(port))).toEqual({ type: 'probed', result: 'ok', phase: 'connect', detail });
});

test('NP-01 a port that nobody listens on is bad', async () => {
  const port = await freePort();
  expect(await outcomeOf(tcpProbeConfig(port))).toMatchObject({
    result: 'bad',
    phase: 'connect',
    detail: `127.0.0.1:${port} refused the connection: nobody listens there`,
  });
});

test('NP-01 a greeting that matches is healthy, another one is bad and both are quoted', async () => {
  const port = await listen((socket) => socket.write('220 mail.example.org ESMTP\r\n'));
  expect(await outcomeOf(tcpProbeConfig(port, { expect: pattern('^220 ') }))).toMatchObject({
    result: 'ok',
    detail: `127.0.0.1:${port} said "220 mail.example.org ESMTP"`,
  });
  const busy = await listen((socket) => socket.end('\u001b[31m421 too busy\u001b[0m\r\n'));
  expect(await outcomeOf(tcpProbeConfig(busy, { expect: pattern('^220 ') }))).toMatchObject({
    result: 'bad',
    detail: `127.0.0.1:${busy} said "421 too busy" and closed, expected /^220 /`,
  });
});

test('what is sent is decoded, and an answer in pieces is put together', async () => {
  const heard: string[] = [];
  const port = await listen((socket) => {
    socket.setNoDelay(true);
    socket.once('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      socket.write('+PO');
      setImmediate(() => socket.write('NG\r\n'));
    });
  });
  const config = tcpProbeConfig(port, { send: 'PING\\r\\n\\xff', expect: { type: 'text', text: '+PONG' } });
  expect(await outcomeOf(config)).toMatchObject({ result: 'ok', detail: expect.stringContaining('said "+PONG"') });
  expect(heard).toEqual(['PING\r\n\u00ff']);
});

test('NP-01 only the first 4 KiB are looked at', async () => {
  const port = await listen((socket) => socket.write(`${'x'.repeat(4096)}ready`));
  expect(await outcomeOf(tcpProbeConfig(port, { expect: pattern('ready') }))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining(`no /ready/ in the first 4 KiB of 127.0.0.1:${port}`),
  });
});

test('NP-01 a frozen server is healthy to a weak probe, and bad to one that expects an answer', async () => {
  const { port } = await frozenServer();
  expect(await outcomeOf(tcpProbeConfig(port))).toMatchObject({ type: 'probed', result: 'ok' });
  expect(await outcomeOf(tcpProbeConfig(port, { expect: pattern('^220 ') }), 100)).toEqual({
    type: 'timedOut',
    limitMs: 100,
    endedBy: 'abort',
    during: `waiting for /^220 / from 127.0.0.1:${port}`,
  });
});

test('an answer that takes too long is a warning or a failure, with both numbers', async () => {
  const port = await listen(() => {});
  const latency = { warnOverMs: 0.001, badOverMs: 'off' } as const;
  expect(await outcomeOf(tcpProbeConfig(port, { latency }))).toMatchObject({
    result: 'warn',
    detail: expect.stringMatching(/^connected to 127\.0\.0\.1:\d+; took \d+ ms, more than warn_over 0\.001 ms$/),
  });
  expect(await outcomeOf(tcpProbeConfig(port, { latency: { ...latency, badOverMs: 0.002 } }))).toMatchObject({
    result: 'bad',
  });
});

test('escapes are bytes, and everything else is UTF-8', () => {
  expect(bytesOf('a\\r\\n\\t\\0\\\\\\xfFé')).toEqual(Buffer.from([97, 13, 10, 9, 0, 92, 255, 0xc3, 0xa9]));
  expect(bytesOf('')).toHaveLength(0);
});
