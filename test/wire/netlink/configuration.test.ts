import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { u32 } from '../../../src/wire/netlink/attribute.ts';
import { decodeForwarding, encodeIpv6ConfigurationRequest } from '../../../src/wire/netlink/configuration.ts';

const answer = (family: number, ...attributes: readonly Uint8Array[]) => ({
  type: 80,
  flags: 0,
  sequence: 0,
  body: Uint8Array.from([family, 0, 0, 0, ...attributes.flatMap((each) => [...each])]),
});

test('a request names the family and the interface', () => {
  const hex = Buffer.from(encodeIpv6ConfigurationRequest(0x0102)).toString('hex');
  expect(hex).toBe(['0a000000', '0800', '0100', '02010000'].join(''));
});

test('an answer says whether the interface forwards IPv6', () => {
  expect(decodeForwarding(answer(10, u32(1, 7), u32(2, 1)))).toBe('yes');
  expect(decodeForwarding(answer(10, u32(1, 7), u32(2, 0)))).toBe('no');
});

test('another family, another message or one without the setting says nothing', () => {
  expect(decodeForwarding(answer(2, u32(2, 1)))).toBeUndefined();
  expect(decodeForwarding(answer(10, u32(1, 7)))).toBeUndefined();
  expect(decodeForwarding({ ...answer(10, u32(2, 1)), type: 2 })).toBeUndefined();
});

test('no bytes make the reader throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void decodeForwarding(answer(10, bytes))));
});
