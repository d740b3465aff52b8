import { expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { ipSocketAddress, ipv6FromSocketAddress, linkSocketAddress } from '../../src/wire/socket-address.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('sockaddr_in has family, no port and the address', () => {
  expect(hex(ipSocketAddress('224.0.0.18' as IpAddress))).toBe('02000000e00000120000000000000000');
});

test('sockaddr_in6 has the address and, as scope, the interface', () => {
  const bytes = ipSocketAddress('ff02::12' as IpAddress, 0x0102);
  expect(hex(bytes)).toBe(['0a00', '0000', '00000000', 'ff020000000000000000000000000012', '02010000'].join(''));
  expect(ipv6FromSocketAddress(bytes)).toBe('ff02::12');
});

test('sockaddr_ll has the EtherType in network order and the interface in host order', () => {
  expect(hex(linkSocketAddress(0x0102, 0x0806, Uint8Array.of(2, 0, 0, 0, 0, 1)))).toBe(
    ['1100', '0806', '02010000', '0000', '00', '06', '0200000000010000'].join(''),
  );
});
