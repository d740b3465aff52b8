import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addressBytes,
  addressFromBytes,
  compareAddresses,
  isLinkLocal,
  isMulticast,
  parseIp,
  parseIpv4,
  parseIpv6,
  sameNetwork,
} from '../../src/model/address.ts';
import type { IpAddress } from '../../src/model/address.ts';

test.each(['10.0.0.1', '0.0.0.0', '255.255.255.255'])('%s is an address', (text) => {
  expect(parseIpv4(text)).toBe(text);
});

test.each(['', '10.0.0', '10.0.0.1.2', '10.0.0.256', '01.2.3.4', '10.0.0.1 ', '10.0.0.1/24', 'a.b.c.d', '1..2.3'])(
  '"%s" is no address',
  (text) => {
    expect(parseIpv4(text)).toBeUndefined();
  },
);

test('bytes and text are inverse', () => {
  fc.assert(fc.property(fc.ipV4(), (text) => addressFromBytes(addressBytes(text as IpAddress)) === text));
});

test.each([
  ['FD00:9:0:0:0:0:0:110', 'fd00:9::110'],
  ['fe80:0:0:0:a800:f8ff:fee2:fddd', 'fe80::a800:f8ff:fee2:fddd'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['0::0', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
])('%s is written %s', (text, canonical) => {
  expect(parseIpv6(text)).toBe(canonical);
  expect(parseIp(text)).toBe(canonical);
});

test.each([
  '',
  ':',
  ':::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '1::2::3',
  ':1::',
  '12345::',
  'g::1',
  'fe80::1%eth0',
  'fd00::1/64',
  '::1.2.3',
  '1.2.3.4::',
  ' ::1',
])('"%s" is no IPv6 address', (text) => expect(parseIpv6(text)).toBeUndefined());

test('16 bytes and text are inverse, and the text is read as itself', () => {
  // Zeros are as frequent as all else, so that runs of them come.
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(byte, { minLength: 16, maxLength: 16 }), (octets) => {
      const address = addressFromBytes(Uint8Array.from(octets), 0, 6);
      expect(Array.from(addressBytes(address))).toEqual(octets);
      expect(parseIp(address)).toBe(address);
    }),
  );
});

test('any spelling of one address is one text', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const address = parseIpv6(text) ?? expect.fail(text);
      expect(addressFromBytes(addressBytes(address), 0, 6)).toBe(address);
      expect(address).not.toMatch(/[A-Z]|(^|:)0[\da-f]|::.*::/);
    }),
  );
});

const compare = (a: string, b: string): number => Math.sign(compareAddresses(a as IpAddress, b as IpAddress));

test('SM-23 addresses compare as unsigned numbers in network byte order', () => {
  expect(compare('200.0.0.1', '10.0.0.1')).toBe(1);
  expect(compare('10.0.0.2', '10.0.0.10')).toBe(-1);
  expect(compare('10.0.0.2', '10.0.0.2')).toBe(0);
});

test('SM-24 IPv6 addresses compare over all 128 bits', () => {
  expect(compare('fe80::a', 'fe80::9')).toBe(1);
  expect(compare('fe80::1:0:0:0', 'fe80::ffff:ffff:ffff')).toBe(1);
  expect(compare('fe80::1', 'fe80:0:0:1::')).toBe(-1);
  expect(compare('fe80::1', 'fe80::1')).toBe(0);
});

test('ff00::/8 is multicast, fe80::/10 is link-local', () => {
  const addresses = ['fe80::1', 'febf::1', 'fec0::1', 'fe7f::1', 'ff02::12', 'fd00::1', '10.0.0.1'] as IpAddress[];
  expect(addresses.filter(isMulticast)).toEqual(['ff02::12']);
  expect(addresses.filter(isLinkLocal)).toEqual(['fe80::1', 'febf::1']);
});

test.each([
  ['10.0.0.1', '10.0.0.200', 24, true],
  ['10.0.0.1', '10.0.1.1', 24, false],
  ['10.0.0.1', '10.0.1.1', 23, true],
  ['10.0.0.1', '11.0.0.1', 0, true],
  ['fd00:9::1', 'fd00:9::2', 64, true],
  ['fd00:9::1', 'fd00:9:0:1::1', 64, false],
  ['fd00:9::1', 'fd00:9::2', 128, false],
  ['fd00:9::2', 'fd00:9::3', 127, true],
])('%s and %s in a /%i: %s', (a, b, prefixLength, same) => {
  expect(sameNetwork(a as IpAddress, b as IpAddress, prefixLength)).toBe(same);
});

test('224 to 239 are multicast', () => {
  expect(
    ['223.255.255.255', '224.0.0.18', '239.1.2.3', '240.0.0.0'].map((text) => isMulticast(text as IpAddress)),
  ).toEqual([false, true, true, false]);
});
