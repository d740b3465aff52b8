import { describe, expect, test } from 'vitest';
import {
  advertCapacity,
  advertChecksum,
  checksumField,
  checksumForm,
  messageBytes,
  writeChecksum,
} from '../../src/vrrp/layout.ts';
import { GOLDEN, fromHex, golden, toHex } from './scenario/packets.ts';

describe('the checksum of an advert', () => {
  test.each(GOLDEN)('of $id is the one in the message, whatever stands in its field', ({ advert, hex }) => {
    const message = fromHex(hex);
    const form = checksumForm(advert, advert);
    expect(advertChecksum(message, form, advert)).toEqual(checksumField(message));
    writeChecksum(message, 0xbeef);
    expect(checksumField(message)).toEqual(0xbeef);
    expect(advertChecksum(message, form, advert)).toEqual(checksumField(fromHex(hex)));
  });

  test('is computed without changing the message', () => {
    const { advert, hex } = golden('G4');
    const message = fromHex(hex);
    advertChecksum(message, 'pseudo', advert);
    expect(toHex(message)).toEqual(hex);
  });
});

const bytes = (version: 2 | 3, count: number): number => messageBytes({ version, family: 4 }, count);

test('VRRP 2 is 8 octets longer than VRRP 3 with the same addresses', () => {
  expect([bytes(2, 2), bytes(3, 2), bytes(3, 255)]).toEqual([24, 16, 1028]);
});

test('an address over IPv6 takes 16 octets', () => {
  expect(messageBytes({ version: 3, family: 6 }, 2)).toEqual(40);
});

test.each([
  [2, 4, 1500, 255],
  [3, 4, 1500, 255],
  [3, 6, 1500, 90],
  [3, 6, 1280, 77],
  [3, 6, 9000, 255],
  [2, 4, 576, 135],
  [3, 6, 40, 0],
] as const)('PK-18 VRRP %i over IPv%i, MTU %i: %i addresses', (version, family, mtuBytes, addresses) => {
  expect(advertCapacity({ version, family }, mtuBytes)).toEqual(addresses);
});

test('over IPv6 there is one form of the checksum, whatever v3_checksum_as_v2 says', () => {
  expect(checksumForm({ version: 3, v3Checksum: 'rfc9568' }, golden('G9').advert)).toEqual('pseudo');
});
