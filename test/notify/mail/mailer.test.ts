import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { expect, test, type TestContext } from 'vitest';
import type { MailConfig } from '../../../src/model/notifications.ts';
import { Mailer, type MailResult } from '../../../src/notify/mail/mailer.ts';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly helo: string;
  readonly text: string;
}

/** A real SMTP server on loopback and what it was given. */
async function listener(context: TestContext): Promise<{ port: number; mails: Received[] }> {
  const mails: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (text += chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        mails.push({ from, to: rcptTo.map(({ address }) => address), helo: session.hostNameAppearsAs, text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}

const configOf = (port: number, changes: Partial<MailConfig> = {}): MailConfig => ({
  host: '127.0.0.1',
  port,
  from: 'vipward@lab.example',
  to: ['a@lab.example', 'b@lab.example'],
  helo: 'web1.lab.example',
  connectTimeoutMs: 5000,
  faults: 'told',
  ...changes,
});

function mailer(): { mailer: Mailer; results: MailResult[] } {
  const results: MailResult[] = [];
  return { mailer: new Mailer((result) => results.push(result)), results };
}

test('a mail reaches every recipient, with subject, sender and our name', async (context) => {
  const { port, mails } = await listener(context);
  const { mailer: ours, results } = mailer();
  ours.send({ subject: '[web1] VRRP Instance VI_1 - Entering MASTER state', text: 'first line\n' }, configOf(port));
  ours.send({ subject: 'second', text: 'x' }, configOf(port));
  await ours.drain(20_000);
  expect(results.map(({ result }) => result)).toEqual(['sent', 'sent']);
  const [first, second] = mails;
  expect(first).toMatchObject({
    from: 'vipward@lab.example',
    to: ['a@lab.example', 'b@lab.example'],
    helo: 'web1.lab.example',
  });
  expect(first?.text).toMatch(/^Subject: \[web1\] VRRP Instance VI_1 - Entering MASTER state\r$/m);
  expect(first?.text).toMatch(/^first line\r$/m);
  expect(second?.text).toMatch(/^Subject: second\r$/m);
});

test('a server that refuses is told, and the next mail is tried all the same', async () => {
  const { mailer: ours, results } = mailer();
  ours.send({ subject: 'one', text: '' }, configOf(1));
  ours.send({ subject: 'two', text: '' }, configOf(1));
  await ours.drain(20_000);
  expect(results).toHaveLength(2);
  expect(results[0]?.result).toMatch(/^not sent: 127\.0\.0\.1 port 1: .*ECONNREFUSED/);
});

test('a server that says nothing holds nobody up: the end gives it up', async (context) => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  context.onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const { mailer: ours, results } = mailer();
  ours.send({ subject: 'one', text: '' }, configOf(port));
  ours.send({ subject: 'two', text: '' }, configOf(port));
  await ours.drain(100);
  expect(results.map(({ subject, result }) => [subject, result])).toEqual([
    ['one', 'not sent: the daemon stops'],
    ['two', 'not sent: the daemon stops'],
  ]);
});

test('more than can wait lose the oldest', async () => {
  const { mailer: ours, results } = mailer();
  for (let n = 0; n < 66; n += 1) ours.send({ subject: `${n}`, text: '' }, configOf(1));
  expect(results.map(({ subject, result }) => [subject, result])).toEqual([
    ['0', 'not sent: too many were waiting'],
    ['1', 'not sent: too many were waiting'],
  ]);
  await ours.drain(20_000);
  expect(results).toHaveLength(66);
});
