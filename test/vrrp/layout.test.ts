import { describe, expect, test } from 'vitest';
import { advertChecksum, checksumField, messageBytes, writeChecksum } from '../../src/vrrp/layout.ts';
import { GOLDEN, fromHex, golden, toHex } from './scenario/packets.ts';

describe('the checksum of an advert', () => {
  test.each(GOLDEN)('of $id is the one in the message, whatever stands in its field', ({ advert, hex }) => {
    const message = fromHex(hex);
    const form = advert.version === 2 ? 'rfc9568' : advert.v3Checksum;
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

test('VRRP 2 is 8 octets longer than VRRP 3 with the same addresses', () => {
  expect([messageBytes(2, 2), messageBytes(3, 2), messageBytes(3, 255)]).toEqual([24, 16, 1028]);
});
