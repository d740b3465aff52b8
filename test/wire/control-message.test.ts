import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import { decodeReceiveInfo, encodeSendInfo, sendInfoBytes } from '../../src/wire/control-message.ts';

/** A control message as the kernel writes it. */
function controlMessage(level: number, type: number, data: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeBigUInt64LE(BigInt(16 + data.length), 0);
  header.writeInt32LE(level, 8);
  header.writeInt32LE(type, 12);
  return Buffer.concat([header, data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}

const int64 = (...values: bigint[]): Buffer => Buffer.from(BigInt64Array.from(values).buffer);

test('interface and time are found wherever they stand', () => {
  const control = Buffer.concat([
    controlMessage(0, 2, Buffer.from([255, 0, 0, 0])),
    controlMessage(1, 35, int64(1_700_000_000n, 123_456_500n)),
    controlMessage(0, 8, Buffer.from('070000000a0900010a090002', 'hex')),
  ]);
  expect(decodeReceiveInfo(control)).toEqual({ interfaceIndex: 7, receivedAtUs: 1_700_000_000_123_456.5 });
});

/** `tpacket_auxdata` of a frame with VLAN 10. */
const auxiliary = (status: number): Buffer =>
  controlMessage(263, 8, Buffer.from([status, 0, 0, 0, ...Buffer.alloc(12), 0x0a, 0xe0, 0x00, 0x81]));

test('the id of a VLAN tag that the kernel took out, when there was one', () => {
  expect(decodeReceiveInfo(auxiliary(0x51))).toEqual({ removedVlan: 10 });
  expect(decodeReceiveInfo(auxiliary(0x01))).toEqual({});
});

test('of IPv6 destination, interface and hop limit are found', () => {
  const control = Buffer.concat([
    controlMessage(41, 50, Buffer.from('ff02000000000000000000000000001207000000', 'hex')),
    controlMessage(41, 52, Buffer.from([255, 0, 0, 0])),
  ]);
  expect(decodeReceiveInfo(control)).toEqual({ destination: 'ff02::12', interfaceIndex: 7, hopLimit: 255 });
});

test('messages that are too short for their kind are passed over', () => {
  const control = Buffer.concat([
    controlMessage(0, 8, Buffer.alloc(11)),
    controlMessage(1, 35, Buffer.alloc(8)),
    controlMessage(41, 50, Buffer.alloc(19)),
    controlMessage(41, 52, Buffer.alloc(3)),
  ]);
  expect(decodeReceiveInfo(control)).toEqual({});
});

test('what is sent has the layout of cmsghdr', () => {
  const control = encodeSendInfo({ interfaceIndex: 7, source: '10.9.0.1' as IpAddress, ttl: 64 });
  expect(control).toHaveLength(sendInfoBytes(4));
  expect(Buffer.from(control).toString('hex')).toBe(
    [
      ['1c00000000000000', '00000000', '08000000', '07000000', '0a090001', '00000000', '00000000'],
      ['1400000000000000', '00000000', '02000000', '40000000', '00000000'],
    ]
      .flat()
      .join(''),
  );
});

test('what is sent over IPv6 has the layout of in6_pktinfo', () => {
  const control = encodeSendInfo({ interfaceIndex: 7, source: 'fe80::1' as IpAddress, ttl: 255 });
  expect(control).toHaveLength(sendInfoBytes(6));
  expect(Buffer.from(control).toString('hex')).toBe(
    [
      ['2400000000000000', '29000000', '32000000', 'fe800000000000000000000000000001', '07000000', '00000000'],
      ['1400000000000000', '29000000', '34000000', 'ff000000', '00000000'],
    ]
      .flat()
      .join(''),
  );
});

test('what is sent reads back as the interface', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 255 }), (interfaceIndex, ttl) => {
      const control = encodeSendInfo({ interfaceIndex, source: '10.9.0.1' as IpAddress, ttl });
      expect(decodeReceiveInfo(control)).toEqual({ interfaceIndex });
    }),
  );
});

test('no bytes make the reader throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => void decodeReceiveInfo(bytes)));
});
