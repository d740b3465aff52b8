import { expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { internetChecksum, pseudoHeader } from '../../src/wire/checksum.ts';
import { encodeNeighbourAdvertisement } from '../../src/wire/neighbour.ts';

const address = 'fd00:9::110' as IpAddress;
const mac = Uint8Array.of(0x02, 0, 0, 0, 0, 0x2a);

test('AN-04 a neighbour advertisement is an IPv6 packet of 72 bytes from the address to all nodes', () => {
  const packet = encodeNeighbourAdvertisement({ address, mac, router: 'no' });
  const [own, allNodes] = ['fd000009000000000000000000000110', 'ff020000000000000000000000000001'];
  const header = ['60000000', '0020', '3a', 'ff', own, allNodes];
  const body = ['88', '00', '20000000', own, '02', '01', '02000000002a'];
  const hex = Buffer.from(packet).toString('hex');
  expect(`${hex.slice(0, 84)}${hex.slice(88)}`).toBe([...header, ...body].join(''));
});

test('AN-04 its checksum covers the pseudo header, and only a router says that it is one', () => {
  const route = { source: address, destination: 'ff02::1' as IpAddress };
  for (const router of ['yes', 'no'] as const) {
    const message = encodeNeighbourAdvertisement({ address, mac, router }).subarray(40);
    expect(internetChecksum([pseudoHeader(route, 58, message.length), message])).toBe(0);
    expect(message[4]).toBe(router === 'yes' ? 0xa0 : 0x20);
  }
});
