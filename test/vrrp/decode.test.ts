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
const { advert: G8 } = golden('G8');
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
const shorter = (count: number) => (payload: Uint8Array) => payload.subarray(0, payload.length - count);

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

describe('length', () => {
  test('RX-01 a payload below 8 octets is refused', () => {
    const packet = packetOf(fromHex('31349601'), G4);
    expect(refusalOf(packet, G4)).toEqual({ code: 'length', gotBytes: 4, wantBytes: 8, excess: 'none' });
  });

  test('RX-02 fewer addresses than counted are refused', () => {
    const refusal = { code: 'length', gotBytes: 12, wantBytes: 16, excess: 'none' };
    expect(refusalOf(received(G4, {}, octet(3, 2)), G4)).toEqual(refusal);
  });

  test('RX-03 octets beyond the addresses that are not padding are refused', () => {
    const refusal = { code: 'length', gotBytes: 16, wantBytes: 12, excess: 'bytes' };
    expect(refusalOf(received(G4, {}, longer(4)), G4)).toEqual(refusal);
  });

  test('octets beyond the IPv4 packet are refused when they are more than padding', () => {
    const refusal = { code: 'length', gotBytes: 27, wantBytes: 12, excess: 'bytes' };
    expect(refusalOf(received(G4, { ipTotalLength: 32 }, longer(15)), G4)).toEqual(refusal);
  });

  test('a payload that was cut on the way is refused', () => {
    const refusal = { code: 'length', gotBytes: 8, wantBytes: 12, excess: 'none' };
    expect(refusalOf(received(G4, { ipTotalLength: 32 }, shorter(4)), G4)).toEqual(refusal);
  });

  test('RX-04 padding of a short Ethernet frame to 46 octets is not part of the message', () => {
    const padded = received(G4, { ipTotalLength: 32 }, longer(14));
    expect(padded.ipHeaderBytes + padded.payload.length).toEqual(46);
    expect(decodeAdvert(padded, G4)).toMatchObject({ ok: true, value: { advert: advertIn(G4) } });
  });

  test('RX-05 VRRP 2 without its last 8 octets is refused', () => {
    const refusal = { code: 'length', gotBytes: 16, wantBytes: 24, excess: 'none' };
    expect(refusalOf(received(G1, {}, shorter(8)), G1)).toEqual(refusal);
  });

  test("PK-26 keepalived's auth_hmac trailer of 28 octets is refused by that name", () => {
    const refusal = { code: 'length', gotBytes: 40, wantBytes: 12, excess: 'trailing28' };
    expect(refusalOf(received(G4, {}, longer(28)), G4)).toEqual(refusal);
  });
});

describe('length over IPv6', () => {
  test('RX-02 fewer addresses than counted are refused', () => {
    const refusal = { code: 'length', gotBytes: 40, wantBytes: 56, excess: 'none' };
    expect(refusalOf(received(G9, {}, octet(3, 3)), G9)).toEqual(refusal);
  });

  test('RX-03 more octets than counted are refused', () => {
    const refusal = { code: 'length', gotBytes: 44, wantBytes: 40, excess: 'bytes' };
    expect(refusalOf(received(G9, {}, longer(4)), G9)).toEqual(refusal);
  });

  test("keepalived's version 2 over IPv6 is refused by its version", () => {
    expect(refusalOf(received(G9, {}, octet(0, 0x21)), G9)).toEqual({ code: 'version', got: 2, want: 3 });
  });
});

describe('version and type', () => {
  test.each([
    ['RX-10 VRRP 2 at a VRRP 3 instance', received(G1), G4, { code: 'version', got: 2, want: 3 }],
    ['RX-11 VRRP 3 at a VRRP 2 instance', received(G4), G1, { code: 'version', got: 3, want: 2 }],
    ['RX-12 VRRP 4', received(G4, {}, octet(0, 0x41)), G4, { code: 'version', got: 4, want: 3 }],
    ['RX-13 type 2', received(G4, {}, octet(0, 0x32)), G4, { code: 'type', got: 2 }],
  ])('%s is refused', (_, packet, form, refusal) => expect(refusalOf(packet, form)).toEqual(refusal));

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

  test('RX-19 a checksum as RFC 9568 where the pseudo header is expected is refused, and named', () => {
    const refusal = { code: 'checksum', got: 0x2e21, want: 0x4388, matches: 'rfc9568' };
    expect(refusalOf(received(G5), G4)).toEqual(refusal);
  });

  test('a checksum with pseudo header where RFC 9568 is expected is refused, and named', () => {
    expect(refusalOf(received(G4), G5)).toEqual({ code: 'checksum', got: 0x4388, want: 0x2e21, matches: 'pseudo' });
  });

  test('RX-23 over IPv6 a wrong checksum is refused, and no other form is looked for', () => {
    const flipped = received(G9, {}, (payload) => octet(30, 1)(payload));
    expect(refusalOf(flipped, G9)).toMatchObject({ code: 'checksum', matches: 'neither' });
    const other = received({ ...G9, source: 'fe80::1' as IpAddress }, { source: G9.source });
    expect(refusalOf(other, { ...G9, v3Checksum: 'rfc9568' })).toMatchObject({ code: 'checksum', matches: 'neither' });
  });

  test('G8, the form of an old keepalived, is refused from a unicast peer', () => {
    const packet = received(G8, { destination: '10.9.0.3' as IpAddress });
    expect(refusalOf(packet, G7)).toMatchObject({ code: 'checksum', matches: 'neither' });
  });
});

/** With `v3_checksum auto`: the form of the checksum, or why the packet is refused. */
function formOf(packet: VrrpPacket, form: AdvertForm): string {
  const decoded = decodeAdvert(packet, { ...form, v3Checksum: 'auto' });
  return decoded.ok ? decoded.value.checksum : decoded.error.code;
}

describe('v3_checksum auto', () => {
  test('RX-21 both forms are accepted and told apart', () => {
    expect([formOf(received(G4), G4), formOf(received(G5), G5)]).toEqual(['pseudo', 'rfc9568']);
  });

  test('RX-22 a unicast in the form of an old keepalived, with the group in its pseudo header, is accepted', () => {
    expect(formOf(received(G8, { destination: G7.destination }), G7)).toBe('pseudo');
  });

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

describe('VRRP 3', () => {
  const noAddress = packetOf(fromHex('3134960000640000'), G4);

  test('RX-34 an advert without addresses is refused before its checksum is looked at', () => {
    expect(refusalOf(noAddress, G4)).toEqual({ code: 'noAddresses', vrid: 52 });
  });

  test('RX-32 an interval of 0 is refused', () => {
    const zero = packetOf(fromHex('31349601000043ba0a09006e'), G4);
    expect(refusalOf(zero, G4)).toEqual({ code: 'intervalZero' });
  });

  test('RX-33 the reserved bits are not part of the interval', () => {
    // 0xf032 in place of 0x0032: the checksum is lower by 0xf000.
    const reserved = packetOf(fromHex('31349601f03253870a09006e'), G4);
    expect(decodeAdvert(reserved, G4)).toMatchObject({ ok: true, value: { advert: advertIn(G4) } });
  });

  test('RX-31 another interval than ours is accepted', () => {
    expect(refusalOf(received(G4), { ...G4, advertIntervalCs: 100 })).toEqual('accepted');
  });
});

describe('VRRP 2', () => {
  test.each([
    [
      'RX-30 another interval than ours',
      { ...G1, advertIntervalCs: 200 },
      { code: 'interval', gotCs: 100, wantCs: 200 },
    ],
    [
      'RX-26 no authentication where we have a password',
      { ...G1, authentication: G3.authentication },
      { code: 'authTypeDiffers', got: 0, want: 1 },
    ],
  ])('%s is refused', (_, form, refusal) => expect(refusalOf(received(G1), form)).toEqual(refusal));

  test('RX-27 a wrong password is refused, also when the interval differs as well', () => {
    const form: AdvertForm = { ...G3, advertIntervalCs: 200, authentication: { type: 'pass', password: 'other' } };
    expect(refusalOf(received(G3), form)).toEqual({ code: 'password' });
  });

  test('RX-29 what stands in the last 8 octets is not looked at without authentication', () => {
    // As G1, and the checksum less by the four words of 0x1111.
    const bytes = fromHex('213396020001efa90a0900640a0900651111111111111111');
    expect(refusalOf(packetOf(bytes, G1), G1)).toEqual('accepted');
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
