import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressFromBytes } from '../../../src/model/address.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import { decodeAddress, encodeDeleteAddress, encodeNewAddress } from '../../../src/wire/netlink/address.ts';
import { decodeAttributes } from '../../../src/wire/netlink/message.ts';

const asMessage = (body: Uint8Array) => ({ type: 20, flags: 0, sequence: 0, body });
const address = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => addressFromBytes(bytes));
const request = fc.record({
  index: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  address,
  prefixLength: fc.nat(32),
  scope: fc.constantFrom(0, 200, 253, 254, 255),
  protocol: fc.integer({ min: 1, max: 255 }),
});

test('an address that is added reads back', () => {
  fc.assert(
    fc.property(request, (wanted) => {
      const { index, address: ip, prefixLength, protocol } = wanted;
      const expected = { index, address: ip, prefixLength, protocol, flags: 'primary' };
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

test('an IPv6 address is passed over', () => {
  const body = encodeNewAddress({ index: 3, address: '10.9.0.100' as IpAddress, prefixLength: 24, scope: 0 });
  body[0] = 10;
  expect(decodeAddress(asMessage(body))).toBeUndefined();
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      bytes[0] = 2;
      decodeAddress(asMessage(bytes));
    }),
  );
});
