import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, concatenate, nested, u32 } from '../../../src/wire/netlink/attribute.ts';
import { linkHeader } from '../../../src/wire/netlink/link.ts';
import {
  decodeIpv4Setting,
  decodeSettingsChange,
  encodeIpv4Settings,
  encodeNoIpv6Address,
} from '../../../src/wire/netlink/settings.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const message = (body: Uint8Array) => ({ type: 16, flags: 0, sequence: 0, body });

const change = (index: number): Uint8Array => concatenate([Uint8Array.of(2, 0, 0, 0), u32(1, index)]);

/** A report of a link whose IPv4 settings are 1, 2, 3, … in the kernel's order. */
function report(): Uint8Array {
  const values = Uint32Array.from({ length: 32 }, (_, index) => index + 1);
  const ipv4 = nested(2, [attribute(1, new Uint8Array(values.buffer))]);
  return concatenate([linkHeader(7), nested(26, [ipv4])]);
}

test('settings are set by their number, for one family', () => {
  const set = hex(encodeIpv4Settings(7, { arp_ignore: 1, rp_filter: 0 })).slice(32);
  expect(set).toBe('1c001a80180002801400018008001300010000000800080000000000');
  expect(hex(encodeNoIpv6Address(7)).slice(32)).toBe('10001a800c000a800500080001000000');
});

test('a setting is read at its place', () => {
  expect(decodeIpv4Setting(message(report()), 'rp_filter')).toBe(8);
  expect(decodeIpv4Setting(message(report()), 'promote_secondaries')).toBe(20);
  expect(decodeIpv4Setting(message(linkHeader(7)), 'rp_filter')).toBeUndefined();
});

test('a change of settings names its interface; all and default are none', () => {
  expect(decodeSettingsChange(message(change(7)))).toBe(7);
  expect(decodeSettingsChange(message(change(-1 >>> 0)))).toBeUndefined();
  expect(decodeSettingsChange(message(Uint8Array.of(10, 0, 0, 0)))).toBeUndefined();
});

test('no bytes make the readers throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      decodeIpv4Setting(message(bytes), 'rp_filter');
      decodeSettingsChange(message(bytes));
    }),
  );
});
