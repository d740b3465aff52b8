import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ADDRESS_BYTES, addressFromBytes } from '../../../src/model/address.ts';
import type { IpAddress, IpFamily } from '../../../src/model/address.ts';
import { decodeAddress, encodeDeleteAddress, encodeNewAddress } from '../../../src/wire/netlink/address.ts';
import { decodeAttributes } from '../../../src/wire/netlink/message.ts';

const asMessage = (body: Uint8Array) => ({ type: 20, flags: 0, sequence: 0, body });
const request = fc.constantFrom<IpFamily>(4, 6).chain((family) => {
  const bytes = ADDRESS_BYTES[family];
  return fc.record({
    index: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    address: fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((octets) => addressFromBytes(octets, 0, family)),
    prefixLength: fc.nat(bytes * 8),
    scope: fc.constantFrom(0, 200, 253, 254, 255),
    protocol: fc.integer({ min: 1, max: 255 }),
  });
});

test('an address that is added reads back', () => {
  fc.assert(
    fc.property(request, (wanted) => {
      const { index, address: ip, prefixLength, protocol } = wanted;
      const expected = { index, address: ip, prefixLength, protocol, flags: 'primary', state: 'usable' };
      expect(decodeAddress(asMessage(encodeNewAddress(wanted)))).toEqual(expected);
      expect(decodeAddress(asMessage(encodeDeleteAddress(wanted)))).toEqual({ ...expected, protocol: 0 });
    }),
  );
});

test('a new address is permanent, with local and peer address the same', () => {
  const wanted = { index: 3, address: '10.9.0.100' as IpAddress, prefixLength: 32, scope: 0 };
  const attributes = decodeAttributes(encodeNewAddress({ ...wanted, label: 'eth0:1' }).subarray(8));
  expect(attributes.get(1)).toEqual(attributes.get(2));
  expect(attributes.get(6)?.subarray(0, 8)).toEqual(new Uint8Array(8).fill(0xff));
  expect(attributes.get(3)).toEqual(Uint8Array.from(Buffer.from('eth0:1\0')));
  expect(attributes.has(4)).toBe(false);
});

test('the secondary flag is read', () => {
  const body = encodeNewAddress({ index: 3, address: '10.9.0.100' as IpAddress, prefixLength: 24, scope: 0 });
  body[2] = 0x01;
  expect(decodeAddress(asMessage(body))?.flags).toBe('secondary');
});

const IPV4 = { index: 3, address: '10.9.0.100' as IpAddress, prefixLength: 32, scope: 0 };
const IPV6 = { index: 3, address: 'fd00:9::110' as IpAddress, prefixLength: 128, scope: 0 };

test('an IPv6 address is new without duplicate address detection, and may be preferred for no time at all', () => {
  const attributes = decodeAttributes(encodeNewAddress({ ...IPV6, preferredLifetimeS: 0 }).subarray(8));
  expect(attributes.get(8)).toEqual(Uint8Array.of(2, 0, 0, 0));
  expect(attributes.get(6)?.subarray(0, 8)).toEqual(Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff));
  const preferred = decodeAttributes(encodeNewAddress(IPV6).subarray(8));
  expect(preferred.get(6)?.subarray(0, 8)).toEqual(new Uint8Array(8).fill(0xff));
});

test.each([
  [0x80, 'primary', 'usable'],
  [0x82, 'primary', 'usable'],
  [0xc0, 'primary', 'tentative'],
  [0xc4, 'primary', 'usable'],
  [0xc8, 'primary', 'duplicate'],
  [0xa2, 'secondary', 'usable'],
  [0x01, 'secondary', 'usable'],
])('flags 0x%s of an IPv6 address: %s, %s', (bits, flags, state) => {
  const body = encodeNewAddress(IPV6);
  body[2] = bits;
  expect(decodeAddress(asMessage(body))).toMatchObject({ flags, state });
});

test('an address that is too short for its family, and other families, are passed over', () => {
  for (const family of [0, 7, 10, 28]) {
    const body = encodeNewAddress({ index: 3, address: '10.9.0.100' as IpAddress, prefixLength: 24, scope: 0 });
    body[0] = family;
    expect(decodeAddress(asMessage(body))).toBeUndefined();
  }
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      for (const family of [2, 10]) {
        bytes[0] = family;
        decodeAddress(asMessage(bytes));
      }
    }),
  );
});

const flagsOf = (wanted: Parameters<typeof encodeNewAddress>[0]): Uint8Array | undefined =>
  decodeAttributes(encodeNewAddress(wanted).subarray(8)).get(8);

test('words of an address become flags and the far end of its link', () => {
  expect(flagsOf({ ...IPV6, flags: ['dad'] })).toEqual(Uint8Array.of(0, 0, 0, 0));
  expect(flagsOf({ ...IPV6, flags: ['noprefixroute'] })).toEqual(Uint8Array.of(2, 2, 0, 0));
  expect(flagsOf({ ...IPV4, flags: ['noprefixroute'] })).toEqual(Uint8Array.of(0, 2, 0, 0));
  const peer = '10.9.0.101' as IpAddress;
  for (const encode of [encodeNewAddress, encodeDeleteAddress]) {
    expect(decodeAddress(asMessage(encode({ ...IPV4, peer })))).toMatchObject({ address: IPV4.address, peer });
  }
});
