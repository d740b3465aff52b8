import { expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { ipv4SocketAddress, linkSocketAddress } from '../../src/wire/socket-address.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('sockaddr_in has family, no port and the address', () => {
  expect(hex(ipv4SocketAddress('224.0.0.18' as IpAddress))).toBe('02000000e00000120000000000000000');
});

test('sockaddr_ll has the EtherType in network order and the interface in host order', () => {
  expect(hex(linkSocketAddress(0x0102, 0x0806, Uint8Array.of(2, 0, 0, 0, 0, 1)))).toBe(
    ['1100', '0806', '02010000', '0000', '00', '06', '0200000000010000'].join(''),
  );
});
