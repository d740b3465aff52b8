import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { decodeAdvert, readVrid } from '../../src/vrrp/decode.ts';
import type { AdvertForm, VrrpPacket } from '../../src/vrrp/decode.ts';
import type { OutgoingAdvert } from '../../src/vrrp/encode.ts';
import type { Refusal } from '../../src/vrrp/refusal.ts';
import { GOLDEN, anyAdvert, fromHex, golden, packetOf, received } from './scenario/packets.ts';

const { advert: G1 } = golden('G1');
const { advert: G3 } = golden('G3');
const { advert: G4 } = golden('G4');
const { advert: G5 } = golden('G5');
const { advert: G7 } = golden('G7');
const { advert: G9 } = golden('G9');

const advertIn = ({ version, vrid, priority, advertIntervalCs, addresses }: OutgoingAdvert): unknown => ({
  version,
  vrid,
  priority,
  advertIntervalCs,
  addresses,
});

function refusalOf(packet: VrrpPacket, form: AdvertForm): Refusal | 'accepted' {
  const decoded = decodeAdvert(packet, form);
  return decoded.ok ? 'accepted' : decoded.error;
}

/** Changes one octet. */
const octet = (index: number, value: number) => (payload: Uint8Array) =>
  payload.map((old, i) => (i === index ? value : old));

const longer = (count: number) => (payload: Uint8Array) => Uint8Array.from([...payload, ...new Uint8Array(count)]);

describe('what is sent can be read', () => {
  test.each(GOLDEN)('$id gives the advert it was made of', ({ advert, hex }) => {
    expect(decodeAdvert(packetOf(fromHex(hex), advert), advert)).toMatchObject({
      ok: true,
      value: { advert: advertIn(advert) },
    });
  });

  test('PK-23 decoding what was encoded gives the same advert, for any advert', () => {
    fc.assert(
      fc.property(anyAdvert, (advert) => {
        expect(decodeAdvert(received(advert), advert)).toMatchObject({ ok: true, value: { advert: advertIn(advert) } });
      }),
    );
  });

  test('PK-24 any bytes at all give an advert or a refusal, never an exception', () => {
    const octets = fc.uint8Array({ maxLength: 1100 });
    const header = fc.constantFrom([0x21, 51], [0x31, 52], [0x31, 0], [0x45, 0]);
    const lengths = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });
    fc.assert(
      fc.property(octets, header, lengths, fc.constantFrom(G1, G3, G4, G5, G9), (bytes, start, ipTotalLength, form) => {
        const payload = Uint8Array.from([...start, ...bytes].slice(0, bytes.length));
        const packet = packetOf(payload, form, ipTotalLength === undefined ? {} : { ipTotalLength });
        expect([true, false]).toContain(decodeAdvert(packet, form).ok);
      }),
    );
  });
});

describe('in the order of the RFC', () => {
  test('the version is judged before the length, and the length before the checksum', () => {
    expect(refusalOf(received(G1, {}, longer(3)), G4)).toMatchObject({ code: 'version' });
    expect(
      refusalOf(
        received(G4, {}, (payload) => longer(4)(octet(2, 1)(payload))),
        G4,
      ),
    ).toMatchObject({
      code: 'length',
    });
  });
});

describe('checksum', () => {
  test('RX-17 one flipped bit anywhere after the header is refused', () => {
    for (const index of [2, 9, 15, 23]) {
      const flipped = received(G1, {}, (payload) => octet(index, (payload[index] ?? 0) ^ 1)(payload));
      expect(refusalOf(flipped, G1)).toMatchObject({ code: 'checksum', matches: 'neither' });
    }
  });

  test('RX-23 over IPv6 a wrong checksum is refused, and no other form is looked for', () => {
    const flipped = received(G9, {}, (payload) => octet(30, 1)(payload));
    expect(refusalOf(flipped, G9)).toMatchObject({ code: 'checksum', matches: 'neither' });
    const other = received({ ...G9, source: 'fe80::1' as IpAddress }, { source: G9.source });
    expect(refusalOf(other, { ...G9, v3Checksum: 'rfc9568' })).toMatchObject({ code: 'checksum', matches: 'neither' });
  });
});

/** With `v3_checksum auto`: the form of the checksum, or why the packet is refused. */
function formOf(packet: VrrpPacket, form: AdvertForm): string {
  const decoded = decodeAdvert(packet, { ...form, v3Checksum: 'auto' });
  return decoded.ok ? decoded.value.checksum : decoded.error.code;
}

describe('v3_checksum auto', () => {
  test('neither form is refused, and version 2 and IPv6 know one form only', () => {
    const spoiled = octet(9, 99);
    expect([received(G4, {}, spoiled), received(G7, {}, spoiled)].map((packet) => formOf(packet, G4))).toEqual([
      'checksum',
      'checksum',
    ]);
    expect([formOf(received(G1), G1), formOf(received(G9), G9)]).toEqual(['rfc9568', 'pseudo']);
    expect(formOf(received(G9, {}, octet(30, 1)), G9)).toBe('checksum');
  });
});

describe('the virtual router a packet is for', () => {
  test('is read without looking at the rest', () => {
    expect(readVrid(packetOf(fromHex('ff07ffffffffffff'), G4))).toEqual({ ok: true, value: 7 });
  });

  test('is never 0', () => {
    const refusal = { code: 'vridUnknown', vrid: 0 };
    expect(readVrid(packetOf(fromHex('3100640100640000'), G4))).toEqual({ ok: false, error: refusal });
  });

  test('is not in a packet below 8 octets', () => {
    expect(readVrid(packetOf(fromHex('3107'), G4))).toMatchObject({ ok: false, error: { code: 'length' } });
  });
});
