import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressBytes, addressFromBytes, compareAddresses, isMulticast, parseIpv4 } from '../../src/model/address.ts';
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

const compare = (a: string, b: string): number => Math.sign(compareAddresses(a as IpAddress, b as IpAddress));

test('SM-23 addresses compare as unsigned numbers in network byte order', () => {
  expect(compare('200.0.0.1', '10.0.0.1')).toBe(1);
  expect(compare('10.0.0.2', '10.0.0.10')).toBe(-1);
  expect(compare('10.0.0.2', '10.0.0.2')).toBe(0);
});

test('224 to 239 are multicast', () => {
  expect(
    ['223.255.255.255', '224.0.0.18', '239.1.2.3', '240.0.0.0'].map((text) => isMulticast(text as IpAddress)),
  ).toEqual([false, true, true, false]);
});
