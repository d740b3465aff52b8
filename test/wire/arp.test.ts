import { expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { decodeArpReply, encodeArpRequest, encodeGratuitousArp } from '../../src/wire/arp.ts';

test('AN-03 a gratuitous ARP is a request with the VIP as sender and target and a broadcast target MAC', () => {
  const arp = encodeGratuitousArp('10.9.0.100' as IpAddress, Uint8Array.of(0x02, 0, 0, 0, 0, 0x2a));
  expect(Buffer.from(arp).toString('hex')).toBe(
    ['0001', '0800', '06', '04', '0001', '02000000002a', '0a090064', 'ffffffffffff', '0a090064'].join(''),
  );
});

const MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x2a);

test('a request asks for the target and names who wants to know', () => {
  const arp = encodeArpRequest('10.9.0.1' as IpAddress, '10.9.0.2' as IpAddress, MAC);
  expect(Buffer.from(arp).toString('hex')).toBe(
    ['0001', '0800', '06', '04', '0001', '02000000002a', '0a090002', '000000000000', '0a090001'].join(''),
  );
});

test('a reply says who is at which MAC; a request, or less than a whole one, says nothing', () => {
  const reply = encodeArpRequest('10.9.0.2' as IpAddress, '10.9.0.1' as IpAddress, MAC);
  expect(decodeArpReply(reply)).toBeUndefined();
  reply[7] = 2;
  expect(decodeArpReply(reply)).toEqual({ address: '10.9.0.1', mac: MAC });
  expect(decodeArpReply(reply.subarray(0, 27))).toBeUndefined();
});
