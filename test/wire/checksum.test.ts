import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { internetChecksum, pseudoHeader } from '../../src/wire/checksum.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('internetChecksum', () => {
  test('gives the example of RFC 1071 section 3', () => {
    expect(internetChecksum([hex('0001 f203 f4f5 f6f7')])).toBe(0x220d);
  });

  test('is 0 over a captured VRRPv2 advert that carries its own checksum', () => {
    expect(internetChecksum([hex('2133960200 0133ee 0a090064 0a090065 0000000000000000')])).toBe(0);
  });

  test('is 0 over a captured VRRPv3 advert behind its IPv4 pseudo header', () => {
    const route = { source: '10.9.0.1' as IpAddress, destination: '224.0.0.18' as IpAddress };
    expect(pseudoHeader(route, 112, 12)).toEqual(hex('0a090001 e0000012 00 70 000c'));
    expect(internetChecksum([pseudoHeader(route, 112, 12), hex('3134960100 324388 0a09006e')])).toBe(0);
  });

  test('is 0 over a captured VRRPv3 advert behind its IPv6 pseudo header', () => {
    const route = { source: 'fe80::a800:f8ff:fee2:fddd' as IpAddress, destination: 'ff02::12' as IpAddress };
    const header = pseudoHeader(route, 112, 40);
    const [source, group] = ['fe80000000000000a800f8fffee2fddd', 'ff020000000000000000000000000012'];
    expect(header).toEqual(hex(`${source} ${group} 00000028 000000 70`));
    const addresses = 'fe800000000000000000000000000053 fd000009000000000000000000000110';
    expect(internetChecksum([header, hex(`3135960200649f86 ${addresses}`)])).toBe(0);
  });

  test('PK-25 pads an odd length with a zero byte', () => {
    expect(internetChecksum([hex('0102 03')])).toBe(internetChecksum([hex('0102 0300')]));
  });

  test('of nothing is all ones', () => {
    expect(internetChecksum([])).toBe(0xffff);
  });

  test('does not depend on where the byte string is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        const parts = [bytes.subarray(0, cut), bytes.subarray(cut)];
        expect(internetChecksum(parts)).toBe(internetChecksum([bytes]));
      }),
    );
  });

  test('verifies to 0 once it is appended to an even number of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
        const sum = internetChecksum([even]);
        expect(internetChecksum([even, Uint8Array.of(sum >> 8, sum & 0xff)])).toBe(0);
      }),
    );
  });
});
