import { describe, expect, test } from 'vitest';
import { fromNumber, networkOf, parseIp, toNumber } from '../../../../src/config/keepalived/block/ip.ts';
import type { IpAddress } from '../../../../src/model/address.ts';

describe('addresses', () => {
  test.each([
    ['192.0.2.1', 4],
    ['::', 6],
    ['::1', 6],
    ['fe80::1:2', 6],
    ['2001:DB8::', 6],
    ['1:2:3:4:5:6:7:8', 6],
    ['::ffff:192.0.2.1', 6],
  ])('%s is of family %i', (text, family) => expect(parseIp(text)?.family).toBe(family));

  test.each([
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    '1:2:3',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    ':',
    '',
    'a.b.c.d',
  ])('%j is none', (text) => expect(parseIp(text)).toBeUndefined());

  test('numbers and networks', () => {
    const address = '192.0.2.77' as IpAddress;
    expect(fromNumber(toNumber(address))).toBe(address);
    const { first, last } = networkOf(address, 26);
    expect([fromNumber(first), fromNumber(last)]).toEqual(['192.0.2.64', '192.0.2.127']);
    expect(networkOf(address, 0)).toEqual({ first: 0, last: 2 ** 32 - 1 });
  });
});
