import { expect, test } from 'vitest';
import { encodeExpression, type Expression } from '../../../src/wire/nftables/expression.ts';

/** An expression: its length, its name padded, and its data. */
const named = (length: string, name: string, data: string): string => `${length}000180${name}${data}`;

test.each<[Expression, string]>([
  [{ load: 'l4proto' }, named('24', '090001006d65746100000000', '1400028008000100000000010800020000000010')],
  [{ load: 'nfproto' }, named('24', '090001006d65746100000000', '140002800800010000000001080002000000000f')],
  [
    { load: 'network', offset: 16, length: 4 },
    named('34', '0c0001007061796c6f616400', '240002800800010000000001080002000000000108000300000000100800040000000004'),
  ],
  [
    { compare: 'atMost', with: Uint8Array.of(136) },
    named('2c', '08000100636d7000', '20000280080001000000000108000200000000030c0003800500010088000000'),
  ],
  [{ lookup: 's', wanted: 'in' }, named('24', '0b0001006c6f6f6b75700000', '1400028006000100730000000800020000000001')],
  [
    { lookup: 's', wanted: 'notIn' },
    named('2c', '0b0001006c6f6f6b75700000', '1c000280060001007300000008000200000000010800050000000001'),
  ],
  [
    { source: Uint8Array.of(2, 0, 10, 9, 0, 1) },
    // the value to register 1, and from there to the six bytes behind the destination
    `300001800e000100696d6d6564696174650000001c0002800800010000000001100002800a00010002000a0900010000${named('3c', '0c0001007061796c6f616400', '2c00028008000500000000010800020000000000080003000000000608000400000000060800060000000000')}`,
  ],
  [{ counter: 'packets' }, named('14', '0c000100636f756e74657200', '04000280')],
  [
    { verdict: 'drop' },
    named('30', '0e000100696d6d656469617465000000', '1c0002800800010000000000100002800c0002800800010000000000'),
  ],
])('%j', (expression, bytes) => {
  expect(Buffer.from(encodeExpression(expression)).toString('hex')).toBe(bytes);
});
