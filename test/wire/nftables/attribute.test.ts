import { expect, test } from 'vitest';
import { be32, be64 } from '../../../src/wire/nftables/attribute.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('numbers are in network order, their headers in that of the host', () => {
  expect(hex(be32(3, 0x01020304))).toBe('0800030001020304');
  expect(hex(be32(2, -10))).toBe('08000200fffffff6');
  expect(hex(be64(4, 300))).toBe('0c000400000000000000012c');
  expect(hex(be64(4, 2 ** 40 + 1))).toBe('0c0004000000010000000001');
});
