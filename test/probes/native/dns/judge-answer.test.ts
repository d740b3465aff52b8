import { type Answer, decode, type DecodedPacket, encode } from 'dns-packet';
import { expect, test } from 'vitest';
import type { DnsProbeConfig } from '../../../../src/model/probe/dns.ts';
import type { Expectation } from '../../../../src/model/probe/expectation.ts';
import { answerJudge } from '../../../../src/probes/native/dns/judge-answer.ts';
import { endpoint } from '../../../support/configs.ts';

const TRUNCATED = 512;
const packet = (answers: Answer[], flags = 0): DecodedPacket =>
  decode(encode({ type: 'response', id: 1, flags, answers }));

const judge = (
  type: DnsProbeConfig['type'],
  wanted: Expectation | 'any',
  answer: DecodedPacket | undefined,
): readonly [string, string] => {
  const config = {
    kind: 'dns',
    server: endpoint(53),
    transport: 'udp',
    name: 'x',
    type,
    rcode: 'NOERROR',
    expect: wanted,
    latency: { warnOverMs: 'off', badOverMs: 'off' },
  } as const;
  const { result, detail } = answerJudge(config)(answer, 'ns:53');
  return [result, detail];
};
const text = (value: string): Expectation => ({ type: 'text', text: value });

test.each<[Answer, string]>([
  [{ type: 'A', name: 'x', data: '192.0.2.1' }, '192.0.2.1'],
  [{ type: 'AAAA', name: 'x', data: '2001:db8::1' }, '2001:db8::1'],
  [{ type: 'CNAME', name: 'x', data: 'Web.example.org' }, 'web.example.org.'],
  [{ type: 'NS', name: 'x', data: 'ns1.example.org' }, 'ns1.example.org'],
  [{ type: 'PTR', name: 'x', data: 'web.example.org' }, 'web.example.org'],
  [{ type: 'MX', name: 'x', data: { preference: 10, exchange: 'mail.example.org' } }, '10 mail.example.org'],
  [{ type: 'SRV', name: 'x', data: { priority: 1, weight: 2, port: 53, target: 'ns1' } }, '1 2 53 ns1'],
  [{ type: 'TXT', name: 'x', data: ['v=spf1 ', '-all'] }, 'v=spf1 -all'],
])('a record %j is compared as a zone file has it: %s', (record, wanted) => {
  expect(judge(record.type as DnsProbeConfig['type'], text(wanted), packet([record]))[0]).toBe('ok');
  expect(judge(record.type as DnsProbeConfig['type'], text(`${wanted}x`), packet([record]))[0]).toBe('bad');
});

test('the serial of a zone can be matched', () => {
  const data = { mname: 'ns1', rname: 'root', serial: 7, refresh: 1, retry: 1, expire: 1, minimum: 1 };
  const soa = packet([{ type: 'SOA', name: 'x', data }]);
  expect(judge('SOA', { type: 'pattern', source: ' 7$', flags: '' }, soa)).toEqual([
    'ok',
    'ns:53 answers ns1 root 7 to SOA x',
  ]);
});

test('one right record is enough, records of other types do not count', () => {
  const two = packet([
    { type: 'CNAME', name: 'x', data: 'y' },
    { type: 'A', name: 'y', data: '192.0.2.1' },
    { type: 'A', name: 'y', data: '192.0.2.2' },
  ]);
  expect(judge('A', text('192.0.2.2'), two)[0]).toBe('ok');
  expect(judge('A', text('y'), two)[0]).toBe('bad');
  expect(judge('A', 'any', packet([{ type: 'CNAME', name: 'x', data: 'y' }]))).toEqual([
    'bad',
    'ns:53 answers no such record to A x',
  ]);
});

test('an answer that was cut short says so unless what came is enough', () => {
  const cut = packet([{ type: 'A', name: 'x', data: '192.0.2.1' }], TRUNCATED);
  expect(judge('A', 'any', cut)[0]).toBe('ok');
  expect(judge('A', text('192.0.2.9'), cut)[1]).toMatch(/cuts its answer .*transport tcp/);
  expect(judge('A', 'any', undefined)[0]).toBe('bad');
});
