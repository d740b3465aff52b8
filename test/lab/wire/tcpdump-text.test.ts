import { describe, expect, test } from 'vitest';
import { readTcpdump } from '../../../src/lab/wire/tcpdump-text.ts';

const V3 = [
  'tcpdump: listening on switch, link-type EN10MB (Ethernet), snapshot length 262144 bytes',
  '1795827300.939251 00:00:5e:00:01:33 > 01:00:5e:00:00:12, ethertype IPv4 (0x0800), length 46: (tos 0xc0, ttl 255, id 52946, offset 0, flags [DF], proto VRRP (112), length 32)',
  '    10.77.0.2 > 224.0.0.18: VRRPv3, Advertisement, vrid 51, prio 100, intvl 50cs, length 12, addrs: 10.77.0.50',
];
const V2 = [
  '1795828206.000339 be:aa:79:50:68:fb > 01:00:5e:00:00:12, ethertype IPv4 (0x0800), length 58: (tos 0xc0, ttl 255, id 1, offset 0, flags [none], proto VRRP (112), length 44)',
  '    10.9.0.1 > 224.0.0.18: VRRPv2, Advertisement, vrid 53, prio 0, authtype simple, intvl 1s, length 24, addrs(2): 10.9.0.50,10.9.0.51 auth "s3cretpw"',
];
const V6 = [
  '1795827406.733132 02:00:00:00:00:01 > 33:33:00:00:00:12, ethertype IPv6 (0x86dd), length 94: (class 0xc0, flowlabel 0x93335, hlim 255, next-header VRRP (112) payload length: 40) fe80::ff:fe00:1 > ff02::12: VRRPv3, Advertisement, vrid 53, prio 150, intvl 50cs, length 40, addrs(2): fe80::53,fd00:9::50',
];

describe('what tcpdump prints', () => {
  test('is read for both versions and both families', () => {
    expect(readTcpdump([...V3, ...V2, ...V6])).toEqual([
      {
        atUs: 1_795_827_300_939_251,
        sourceMac: '00:00:5e:00:01:33',
        source: '10.77.0.2',
        destination: '224.0.0.18',
        ttl: 255,
        version: 3,
        vrid: 51,
        priority: 100,
        addresses: ['10.77.0.50'],
        complaint: undefined,
      },
      expect.objectContaining({ version: 2, priority: 0, addresses: ['10.9.0.50', '10.9.0.51'], complaint: undefined }),
      expect.objectContaining({ source: 'fe80::ff:fe00:1', ttl: 255, addresses: ['fe80::53', 'fd00:9::50'] }),
    ]);
  });

  test('keeps what tcpdump finds wrong', () => {
    const wrong = V3.map((line) => line.replace('length 12,', 'length 12, (bad vrrp cksum 755e!),'));
    expect(readTcpdump(wrong)[0]?.complaint).toMatch(/bad vrrp cksum/);
  });

  test('that is no advert is refused', () => {
    const other = V3.map((line) => line.replace('Advertisement', 'Unknown type (2)'));
    expect(() => readTcpdump([...other, ...V2])).toThrow(/not an advert/);
  });

  test('is read up to the packet that is not printed to its end yet', () => {
    const torn = V2[1]?.slice(0, 90) ?? expect.fail('no second line');
    expect(readTcpdump([...V3, ...V2.slice(0, 1)])).toHaveLength(1);
    expect(readTcpdump([...V3, ...V2.slice(0, 1), torn])).toHaveLength(1);
  });
});
