import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatenate } from '../../../src/wire/netlink/attribute.ts';
import {
  decodeAcknowledgement,
  decodeAttributes,
  decodeMessages,
  encodeMessage,
} from '../../../src/wire/netlink/message.ts';

const message = fc.record({
  type: fc.nat(0xffff),
  flags: fc.nat(0xffff),
  sequence: fc.nat(0xffff_ffff),
  body: fc.uint8Array({ maxLength: 64 }),
});
const padded = (bytes: Uint8Array): Uint8Array => concatenate([bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)]);
const acknowledgement = (flags: number, body: string) => ({
  type: 2,
  flags,
  sequence: 1,
  body: Uint8Array.from(Buffer.from(body, 'hex')),
});

describe('messages', () => {
  test('several in one datagram read back as they were written', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
        const datagram = concatenate(messages.map((each) => padded(encodeMessage(each))));
        expect(decodeMessages(datagram)).toEqual(messages.map((each) => ({ ...each, port: 0 })));
      }),
    );
  });

  test('what follows an impossible length is not read', () => {
    const good = encodeMessage({ type: 1, flags: 0, sequence: 1, body: new Uint8Array(4) });
    const bad = encodeMessage({ type: 2, flags: 0, sequence: 2, body: new Uint8Array() });
    bad[0] = 15;
    expect(decodeMessages(concatenate([good, bad, good]))).toHaveLength(1);
    bad[0] = 200;
    expect(decodeMessages(concatenate([good, bad]))).toHaveLength(1);
  });

  test('no bytes make a reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), fc.nat(0xffff), (bytes, flags) => {
        decodeMessages(bytes);
        decodeAttributes(bytes);
        decodeAcknowledgement({ type: 2, flags, sequence: 0, body: bytes });
        decodeAcknowledgement({ type: 3, flags, sequence: 0, body: bytes });
      }),
    );
  });
});

describe('acknowledgements', () => {
  test('zero means done', () => {
    expect(decodeAcknowledgement(acknowledgement(0x100, `00000000${'00'.repeat(16)}`))).toEqual({ errno: 0 });
  });

  test('an error comes with the text of the kernel, behind a capped request', () => {
    const body = `efffffff${'24000000'.padEnd(32, '0')}0d0001006f7574636f6d65213f000000`;
    expect(decodeAcknowledgement(acknowledgement(0x300, body))).toEqual({ errno: 17, text: 'outcome!?' });
  });

  test('or behind the whole request', () => {
    const body = `efffffff${'14000000'.padEnd(40, '0')}0800010061626300`;
    expect(decodeAcknowledgement(acknowledgement(0x200, body))).toEqual({ errno: 17, text: 'abc' });
  });

  test('one that is too short is none', () => {
    expect(decodeAcknowledgement(acknowledgement(0, '0000'))).toBeUndefined();
  });
});
