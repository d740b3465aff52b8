import { expect, test } from 'vitest';
import { decodeIpv6 } from '../../src/wire/ipv6.ts';

const HEADER = Buffer.from('6c000000000870fffe800000000000000000000000000001ff020000000000000000000000000012', 'hex');

test('a packet is split into header fields and message', () => {
  expect(decodeIpv6(Uint8Array.from([...HEADER, 1, 2, 3]))).toEqual({
    payloadLength: 8,
    nextHeader: 112,
    hopLimit: 255,
    source: 'fe80::1',
    destination: 'ff02::12',
    payload: Uint8Array.of(1, 2, 3),
  });
});

test.each([
  ['a cut header', HEADER.subarray(0, 39)],
  ['another version', Uint8Array.from([0x45, ...HEADER.subarray(1)])],
])('%s is no IPv6 packet', (_, bytes) => expect(decodeIpv6(Uint8Array.from(bytes))).toBeUndefined());
