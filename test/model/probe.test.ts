import { expect, test } from 'vitest';
import { isScriptCheck } from '../../src/model/check.ts';
import { askedOf, type ProbeConfig, shellArgv } from '../../src/model/probe.ts';
import type { TlsConfig } from '../../src/model/probe/endpoint.ts';
import { checkConfig, endpoint, scriptProbe, tcpProbeConfig } from '../support/configs.ts';

const latency = { warnOverMs: 'off', badOverMs: 'off' } as const;
const tls: TlsConfig = { verify: 'off', serverName: '', caFile: 'system', minDaysLeft: 14, client: 'none' };
const http: ProbeConfig = {
  kind: 'http',
  url: 'https://192.0.2.1/health',
  endpoint: endpoint(443, { tls }),
  path: '/health',
  method: 'GET',
  hostHeader: '192.0.2.1',
  headers: [],
  login: { type: 'bearer', tokenFile: '/etc/token' },
  status: [{ from: 200, to: 299 }],
  body: { type: 'text', text: 'ok' },
  bodyNot: 'nothing',
  bodyLimit: 65_536,
  latency,
};
const dns: ProbeConfig = {
  kind: 'dns',
  server: endpoint(53, { host: '::1' }),
  transport: 'udp',
  name: 'www.example.org',
  type: 'A',
  rcode: 'NXDOMAIN',
  expect: 'any',
  latency,
};

test('what a script runs is one line, and words that a shell would split are quoted', () => {
  expect(askedOf(scriptProbe(['/x.sh', '-a', 'two words', '']))).toBe('/x.sh -a "two words" ""');
});

test.each<[ProbeConfig, string]>([
  [tcpProbeConfig(80), 'tcp 127.0.0.1:80'],
  [tcpProbeConfig(80, { expect: { type: 'text', text: 'hi' } }), 'tcp 127.0.0.1:80, expects "hi"'],
  [tcpProbeConfig(80, { endpoint: endpoint(80, { tls }) }), 'tcp 127.0.0.1:80 (TLS, certificate not verified)'],
  [http, 'http GET https://192.0.2.1/health, expects 200-299, "ok", certificate not verified'],
  [dns, 'dns A www.example.org at [::1]:53 (udp), expects NXDOMAIN'],
  [
    { kind: 'redis', endpoint: endpoint(6379), login: 'none', role: 'master', latency },
    'redis 127.0.0.1:6379, expects PONG of a master',
  ],
  [
    {
      kind: 'file',
      path: '/run/ready',
      presence: 'exists',
      maxAgeMs: 2500,
      minSizeBytes: 1,
      content: { type: 'number', empty: 'bad' },
    },
    'file /run/ready, at most 2.5 s old, at least 1 bytes, a number',
  ],
])('what a probe asks is one line: %#', (probe, asked) => {
  expect(askedOf(probe)).toBe(asked);
});

test('a check knows whether it is a script', () => {
  expect(isScriptCheck(checkConfig())).toBe(true);
  expect(isScriptCheck(checkConfig({ probe: tcpProbeConfig(80) }))).toBe(false);
});

test('a command line for a shell is one argument', () => {
  expect(shellArgv('pgrep -x nginx | grep -q .')).toEqual(['/bin/sh', '-c', 'pgrep -x nginx | grep -q .']);
});
