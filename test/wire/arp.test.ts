import { expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { encodeGratuitousArp } from '../../src/wire/arp.ts';

test('a gratuitous ARP is a request with the VIP as sender and target and a broadcast target MAC', () => {
  const arp = encodeGratuitousArp('10.9.0.100' as IpAddress, Uint8Array.of(0x02, 0, 0, 0, 0, 0x2a));
  expect(Buffer.from(arp).toString('hex')).toBe(
    ['0001', '0800', '06', '04', '0001', '02000000002a', '0a090064', 'ffffffffffff', '0a090064'].join(''),
  );
});
