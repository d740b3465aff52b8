import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeIpv4 } from '../../src/wire/ipv4.ts';

const CAPTURED = Uint8Array.from(
  Buffer.from('45c00020000000 00ff70aaaa0a090001e0000012 3133640100 6475ac0a090064'.replaceAll(' ', ''), 'hex'),
);

test('a captured advert is split into header fields and message', () => {
  expect(decodeIpv4(CAPTURED)).toEqual({
    headerBytes: 20,
    totalLength: 32,
    ttl: 255,
    fragmentOffset: 0,
    protocol: 112,
    source: '10.9.0.1',
    destination: '224.0.0.18',
    payload: CAPTURED.subarray(20),
  });
});

test('options belong to the header', () => {
  const withOption = Uint8Array.from([0x46, ...CAPTURED.subarray(1, 20), 0x94, 4, 0, 0, ...CAPTURED.subarray(20)]);
  expect(decodeIpv4(withOption)).toMatchObject({ headerBytes: 24, payload: CAPTURED.subarray(20) });
});

test('the total length is reported as written, whatever arrived', () => {
  expect(decodeIpv4(CAPTURED.subarray(0, 25))).toMatchObject({ totalLength: 32, payload: { length: 5 } });
});

test.each([
  ['nothing', []],
  ['a cut header', [...CAPTURED.subarray(0, 19)]],
  ['another version', [0x65, ...CAPTURED.subarray(1)]],
  ['a header length below 20', [0x44, ...CAPTURED.subarray(1)]],
  ['a header longer than the packet', [0x4f, ...CAPTURED.subarray(1)]],
])('%s is no IPv4 packet', (_, bytes) => {
  expect(decodeIpv4(Uint8Array.from(bytes))).toBeUndefined();
});

test('any bytes are either refused or split without loss', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0x40, max: 0x4f }), (bytes, first) => {
      bytes[0] = first;
      const packet = decodeIpv4(bytes);
      if (packet !== undefined) expect(packet.headerBytes + packet.payload.length).toBe(bytes.length);
    }),
  );
});
