import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, concatenate, nested, text, u32, u8 } from '../../../src/wire/netlink/attribute.ts';
import { decodeAttributes, textFromBytes } from '../../../src/wire/netlink/message.ts';

test('attributes read back by type, without their padding', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(0x3fff), fc.uint8Array({ maxLength: 20 })), { selector: ([type]) => type }),
      (entries) => {
        const bytes = concatenate(entries.map(([type, data]) => attribute(type, data)));
        expect([...decodeAttributes(bytes)]).toEqual(entries);
      },
    ),
  );
});

test('attributes nest, and keep numbers and text', () => {
  const outer = decodeAttributes(nested(18, [text(1, 'veth'), u32(5, 0x01020304), u8(11, 0x76)]));
  const inner = decodeAttributes(outer.get(18) ?? new Uint8Array());
  expect(textFromBytes(inner.get(1) ?? new Uint8Array())).toBe('veth');
  expect(inner.get(5)).toEqual(Uint8Array.of(4, 3, 2, 1));
  expect(inner.get(11)).toEqual(Uint8Array.of(0x76));
});

test('a length counts header and data, but not the padding', () => {
  expect(attribute(7, Uint8Array.of(1))).toEqual(Uint8Array.of(5, 0, 7, 0, 1, 0, 0, 0));
});
