import { expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import { askedOf, type ProbeConfig } from '../../../src/model/probe.ts';
import type { ProcessMatch, ProcessProbeConfig } from '../../../src/model/probe/process.ts';
import { reachDurationMs } from '../../../src/model/probe/reach.ts';

const processProbe = (match: ProcessMatch, changes: Partial<ProcessProbeConfig> = {}): ProcessProbeConfig => ({
  kind: 'process',
  match,
  min: 1,
  max: 'unlimited',
  minChildren: 0,
  onDeath: 'decides',
  ...changes,
});
const endpoint = { host: '127.0.0.1', port: 9066, from: 'kernel', family: 4, tls: 'off' } as const;
const reach = { need: 1, count: 3, replies: 1, spacingMs: 200, waitMs: 300, from: 'any' } as const;
const gateways = ['192.0.2.1', '192.0.2.2'] as IpAddress[];
const mysql = {
  kind: 'mysql',
  server: { by: 'tcp', endpoint },
  login: { user: 'c', passwordFile: 'none', database: 'none' },
  asks: { type: 'mycatHeartbeat', need: 'any' },
  latency: { warnOverMs: 'off', badOverMs: 'off' },
} as const;

test.each<[ProbeConfig, string]>([
  [processProbe({ by: 'name', name: 'nginx' }), 'process named nginx, 1 or more of them'],
  [processProbe({ by: 'exe', path: '/usr/sbin/nginx' }, { max: 1 }), 'process running /usr/sbin/nginx, 1 of them'],
  [
    processProbe({ by: 'pidfile', path: '/run/x', name: 'x' }, { minChildren: 2 }),
    'process of /run/x with 2 or more children',
  ],
  [
    processProbe({ by: 'cmdline', holds: { type: 'pattern', source: 'java .*X', flags: '' } }, { max: 3 }),
    'process whose command line holds /java .*X/, 1 to 3 of them',
  ],
  [
    processProbe({ by: 'command', program: 'java', compare: 'name', parameters: { match: 'exact', words: ['-x'] } }),
    'process called as "java -x", 1 or more of them',
  ],
  [mysql, 'mysql 127.0.0.1:9066: show @@heartbeat'],
  [{ ...mysql, server: { by: 'socket', path: '/run/s' } }, 'mysql /run/s: show @@heartbeat'],
  [{ kind: 'ping', ...reach, targets: gateways, interface: 'any' }, 'ping 192.0.2.1 192.0.2.2, 1 of 2 must answer'],
  [{ kind: 'arp', ...reach, targets: gateways.slice(1), interface: 'eth0' }, 'arp 192.0.2.2'],
  [{ kind: 'systemd', unit: 'x.service', substate: 'running', warnRestarts: 'any' }, 'systemd x.service: running'],
  [{ kind: 'systemd', unit: 'x.mount', substate: 'any', warnRestarts: 'any' }, 'systemd x.mount: active'],
])('%j is asked as %s', (probe, words) => {
  expect(askedOf(probe)).toBe(words);
});

test('the last answer is waited for after the last packet', () => {
  expect(reachDurationMs({ ...reach, targets: gateways })).toBe(700);
});
