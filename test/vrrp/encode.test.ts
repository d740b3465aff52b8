import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { decodeAdvert } from '../../src/vrrp/decode.ts';
import { encodeAdvert } from '../../src/vrrp/encode.ts';
import type { OutgoingAdvert } from '../../src/vrrp/encode.ts';
import { GOLDEN, golden, packetOf, toHex } from './scenario/packets.ts';

const bytes45 = (advert: OutgoingAdvert): string => toHex(encodeAdvert(advert).subarray(4, 6));

describe('golden messages', () => {
  test.each(GOLDEN)('$name ($id)', ({ advert, hex }) => {
    expect(toHex(encodeAdvert(advert))).toEqual(hex);
  });
});

describe('fields', () => {
  const v2 = golden('G1').advert;
  const v3 = golden('G4').advert;

  test('PK-11 PK-12 4095 cs are 0fff: the reserved bits are sent as zero', () => {
    expect(bytes45({ ...v3, advertIntervalCs: 4095 })).toEqual('0fff');
  });

  test('PK-13 1 cs is 0001', () => expect(bytes45({ ...v3, advertIntervalCs: 1 })).toEqual('0001'));

  test('PK-14 255 s in VRRP 2 are ff', () => expect(bytes45({ ...v2, advertIntervalCs: 25_500 })).toEqual('00ff'));

  test('PK-04 two unicast peers get different checksums and each accepts its own only', () => {
    const [b, c] = ['10.9.0.2', '10.9.0.3'].map((peer) => ({ ...v3, destination: peer as IpAddress }));
    if (b === undefined || c === undefined) throw new Error('two peers');
    const [toB, toC] = [encodeAdvert(b), encodeAdvert(c)];
    expect(toHex(toB)).not.toEqual(toHex(toC));
    expect(decodeAdvert(packetOf(toB, b), v3).ok).toBe(true);
    expect(decodeAdvert(packetOf(toC, c), v3).ok).toBe(true);
    expect(decodeAdvert(packetOf(toB, c), v3)).toMatchObject({ ok: false, error: { code: 'checksum' } });
  });

  test('authentication of a VRRP 3 instance does not reach the wire', () => {
    const withPassword = encodeAdvert({ ...v3, authentication: { type: 'pass', password: 's3cretpw' } });
    expect(toHex(withPassword)).toEqual(golden('G4').hex);
  });
});

describe('what no checked configuration contains is a programmer error', () => {
  const v2 = golden('G1').advert;
  const v3 = golden('G4').advert;
  const many = Array.from({ length: 256 }, () => '10.0.0.1' as IpAddress);

  test.each([
    ['PK-15 VRRP 3 without addresses', { ...v3, addresses: [] }],
    ['more addresses than the count field can say', { ...v3, addresses: many }],
    ['VRRP 3 with an interval of 0', { ...v3, advertIntervalCs: 0 }],
    ['VRRP 3 with an interval above 12 bits', { ...v3, advertIntervalCs: 4096 }],
    ['VRRP 2 with half a second', { ...v2, advertIntervalCs: 50 }],
    ['VRRP 2 with one and a half seconds', { ...v2, advertIntervalCs: 150 }],
    ['VRRP 2 over IPv6', { ...golden('G9').advert, version: 2 as const }],
    ['PK-17 an IPv4 address over IPv6', { ...golden('G9').advert, addresses: ['10.0.0.1' as IpAddress] }],
    ['VRRP 2 with 256 s', { ...v2, advertIntervalCs: 25_600 }],
  ])('%s is not encoded', (_, advert) => expect(() => encodeAdvert(advert)).toThrow(RangeError));

  test('VRRP 2 without addresses is encoded, keepalived sends it', () => {
    expect(encodeAdvert({ ...v2, addresses: [] })).toHaveLength(16);
  });
});
