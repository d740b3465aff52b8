import { expect, test } from 'vitest';
import { checkOf, faultsIn } from './blocks.ts';

test('server and name are all that is needed', () => {
  expect(checkOf('dns', 'server 192.0.2.53\nname www.example.org').probe).toMatchObject({
    kind: 'dns',
    server: { host: '192.0.2.53', port: 53, tls: 'off' },
    transport: 'udp',
    name: 'www.example.org',
    type: 'A',
    rcode: 'NOERROR',
    expect: 'any',
  });
  const all = 'server ::1\nport 5353\nname example.org\ntype MX\nexpect /mail/\ntransport tcp';
  expect(checkOf('dns', all).probe).toMatchObject({
    server: { host: '::1', port: 5353, family: 6 },
    transport: 'tcp',
    type: 'MX',
    expect: { type: 'pattern', source: 'mail' },
  });
});

test.each([
  ['name x', 'CONF-121 "dns" has no server'],
  ['server 192.0.2.53', 'CONF-121 "dns" has no name'],
  [`server 192.0.2.53\nname ${'a'.repeat(64)}.org`, `CONF-338 "${'a'.repeat(64)}.org" cannot be a name`],
  ['server 192.0.2.53\nname a..org', 'CONF-338 "a..org" cannot be a name'],
  ['server 192.0.2.53\nname x\ntype ANY', 'CONF-212 type "ANY": use A or AAAA or CNAME'],
  ['server 192.0.2.53\nname x\nrcode NXDOMAIN\nexpect 192.0.2.1', 'CONF-337 an answer NXDOMAIN holds no records'],
])('%j is refused', (lines, fault) => {
  expect(faultsIn('dns', lines)).toEqual([expect.stringContaining(fault)]);
});
