import { expect, test } from 'vitest';
import { checkOf, faultsIn } from './blocks.ts';

const tcp = (lines: string) => checkOf('tcp', `port 443\nexpect x\n${lines}`).probe;

test.each([
  ['host 192.0.2.1', 4],
  ['host 2001:db8::1', 6],
  ['host web', 4],
  ['host web\nip_version 6', 6],
  ['host web\nfrom 2001:db8::2', 6],
])('%s is asked over IPv%d', (lines, family) => {
  expect(tcp(lines)).toMatchObject({ endpoint: { family } });
});

test.each([
  ['host 192.0.2.1\nfrom 2001:db8::2', 'CONF-335 from is IPv6, 192.0.2.1 is IPv4'],
  ['host 2001:db8::1\nip_version 4', 'CONF-335 ip_version is IPv4, 2001:db8::1 is IPv6'],
  ['host web\nip_version 6\nfrom 192.0.2.1', 'CONF-335 from is IPv4, the name is resolved to IPv6'],
])('%j mixes two families', (lines, fault) => {
  expect(faultsIn('tcp', `port 80\nexpect x\n${lines}`)).toEqual([fault]);
});

test('a tls block says how certificates are judged, with the safe choice where it says nothing', () => {
  expect(tcp('host web\ntls {\nverify on\n}')).toMatchObject({
    endpoint: { tls: { verify: 'on', serverName: 'web', caFile: 'system', minDaysLeft: 14, client: 'none' } },
  });
  const own = 'servername www.example.org\nca /etc/ca.pem\nmin_days_left 0\ncert /etc/c.pem\nkey /etc/k.pem';
  expect(tcp(`tls {\n${own}\n}`)).toMatchObject({
    endpoint: {
      tls: {
        serverName: 'www.example.org',
        caFile: '/etc/ca.pem',
        minDaysLeft: 0,
        client: { certFile: '/etc/c.pem', keyFile: '/etc/k.pem' },
      },
    },
  });
  expect(tcp('tls {\nverify off\n}')).toMatchObject({ endpoint: { tls: { verify: 'off', serverName: '' } } });
});

test.each([
  ['ca etc/ca.pem', 'CONF-306 ca "etc/ca.pem" is not an absolute path'],
  ['verify off\nca /etc/ca.pem', 'CONF-337 with verify off, nobody looks at ca'],
  ['key /etc/k.pem', 'CONF-337 cert and key are only of use together'],
  ['min_days_left -1', 'CONF-202 min_days_left must be 0 to 3650'],
])('tls with %j is refused', (lines, fault) => {
  expect(faultsIn('tcp', `port 443\nexpect x\ntls {\n${lines}\n}`)).toEqual([fault]);
});
