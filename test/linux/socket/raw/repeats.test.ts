import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IncomingMessage } from '../../../../src/linux/socket/message-batch.ts';
import { Repeats } from '../../../../src/linux/socket/raw/repeats.ts';
import { addressBytes, type IpAddress, type IpFamily } from '../../../../src/model/address.ts';
import { encodeSendInfo } from '../../../../src/wire/control-message.ts';
import { ipSocketAddress } from '../../../../src/wire/socket-address.ts';

interface Sent {
  readonly from: number;
  readonly index: number;
  readonly ttl: number;
  readonly vrid: number;
  readonly priority: number;
  /** What the sender's kernel counts. */
  readonly id: number;
  /** Of IPv4, in words. */
  readonly options: number;
}

const ADVERT: Sent = { from: 2, index: 3, ttl: 255, vrid: 51, priority: 100, id: 1, options: 0 };

/** As the kernel delivers it: with the IP header in IPv4 only. */
function message(family: IpFamily, sent: Sent): IncomingMessage {
  const source = (family === 4 ? `10.9.0.${sent.from}` : `fe80::${sent.from}`) as IpAddress;
  const group = (family === 4 ? '224.0.0.18' : 'ff02::12') as IpAddress;
  const payload = [0x31, sent.vrid, sent.priority, 1, 0, 100, 0, 0, 10, 9, 0, 100];
  const header = 20 + 4 * sent.options;
  const [id, length] = [sent.id, header + payload.length];
  const front = [0x40 | (header / 4), 0xc0, 0, length, id >> 8, id & 0xff, 0, 0, sent.ttl, 112, id & 0xff, 0];
  const ip = [...front, ...addressBytes(source), ...addressBytes(group), ...Array<number>(4 * sent.options).fill(1)];
  return {
    name: ipSocketAddress(source, sent.index),
    data: Uint8Array.from(family === 4 ? [...ip, ...payload] : payload),
    // of IPv6 the kernel tells where a packet went as it is told where one comes from
    control: encodeSendInfo({ interfaceIndex: sent.index, source: group, ttl: sent.ttl }),
  };
}

test('an advert that differs only in what each packet has of its own is the same packet', () => {
  const repeats = new Repeats(4);
  const first = repeats.packetOf(message(4, ADVERT));
  expect(first).toMatchObject({ interfaceIndex: 3, source: '10.9.0.2', destination: '224.0.0.18', ttl: 255 });
  expect(repeats.packetOf(message(4, { ...ADVERT, id: 700 }))).toBe(first);
  expect(repeats.packetOf(message(4, { ...ADVERT, priority: 0 }))).not.toBe(first);
});

test('what is kept is not the memory that the kernel writes to', () => {
  const [repeats, arrived] = [new Repeats(4), message(4, ADVERT)];
  const first = repeats.packetOf(arrived);
  arrived.data.fill(0, 20);
  expect(first?.payload[1]).toBe(51);
});

test('whatever came before, a packet says what its bytes say', () => {
  const sent = fc.record({
    from: fc.integer({ min: 1, max: 2 }),
    index: fc.integer({ min: 2, max: 3 }),
    ttl: fc.constantFrom(254, 255),
    vrid: fc.integer({ min: 51, max: 52 }),
    priority: fc.constantFrom(0, 100),
    id: fc.nat(0xffff),
    options: fc.constantFrom(0, 1),
  });
  fc.assert(
    fc.property(fc.constantFrom<IpFamily>(4, 6), fc.array(sent, { maxLength: 30 }), (family, all) => {
      const repeats = new Repeats(family);
      for (const each of all) {
        const packet = repeats.packetOf(message(family, each));
        expect(packet).toEqual(new Repeats(family).packetOf(message(family, each)));
        expect(packet).toMatchObject({ interfaceIndex: each.index, ttl: each.ttl });
        expect(packet?.payload.subarray(1, 3)).toEqual(Uint8Array.of(each.vrid, each.priority));
      }
    }),
  );
});

test('of what no socket in order delivers nothing is made', () => {
  const { name, data, control } = message(4, ADVERT);
  expect(new Repeats(4).packetOf({ name, data: data.subarray(0, 19), control })).toBeUndefined();
  expect(new Repeats(4).packetOf({ name, data, control: new Uint8Array() })).toBeUndefined();
});
