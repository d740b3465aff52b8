import { expect, test } from 'vitest';
import { internetChecksum } from '../../src/wire/checksum.ts';
import { decodeEchoReply, encodeEchoRequest } from '../../src/wire/icmp.ts';

const payload = Uint8Array.from(Buffer.from('token'));

test('a request is type 8 with id, sequence and payload, and its checksum holds', () => {
  const bytes = encodeEchoRequest({ id: 0x1234, sequence: 0x0102, payload });
  expect(Buffer.from(bytes).toString('hex')).toMatch(/^0800....12340102746f6b656e$/);
  expect(internetChecksum([bytes])).toBe(0);
});

test('a reply gives back what the request carried', () => {
  const reply = encodeEchoRequest({ id: 7, sequence: 9, payload });
  reply[0] = 0;
  expect(decodeEchoReply(reply)).toEqual({ id: 7, sequence: 9, payload });
});

test.each(['', '0000000012', '0800000000070009', '0301000000000000', '0001000000070009'])('%j is no reply', (hex) => {
  expect(decodeEchoReply(Uint8Array.from(Buffer.from(hex, 'hex')))).toBeUndefined();
});
