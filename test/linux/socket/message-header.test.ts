import { expect, test } from 'vitest';
import { call, libc, orThrow } from '../../../src/linux/libc.ts';
import { MessageHeader } from '../../../src/linux/socket/message-header.ts';
import { openSocket } from '../../../src/linux/socket/options.ts';

const UNIX_DATAGRAM = [1, 2, 0] as const;
const SIZES = { nameBytes: 32, dataBytes: 64, controlBytes: 64 };

/** An abstract unix address of exactly `nameBytes` bytes. */
const address = Buffer.alloc(SIZES.nameBytes);
address.writeUInt16LE(1, 0);
address.write(`vipward-${process.pid}`, 3);

test('one header serves many messages, each with its own length', () => {
  const receiver = orThrow(openSocket('a receiver', UNIX_DATAGRAM));
  const sender = orThrow(openSocket('a sender', UNIX_DATAGRAM));
  orThrow(call('binding', libc.bind(receiver.number, address, address.length)));
  const outgoing = new MessageHeader({ ...SIZES, controlBytes: 0 });
  const incoming = new MessageHeader(SIZES);
  outgoing.name.set(address);
  for (const text of ['first', 'a longer second', '3']) {
    outgoing.data.write(text);
    expect(orThrow(call('sending', libc.sendmsg(sender.number, outgoing.prepared(text.length), 0)))).toBe(text.length);
    const bytes = orThrow(call('receiving', libc.recvmsg(receiver.number, incoming.prepared(), 0)));
    expect(incoming.data.toString('utf8', 0, bytes)).toBe(text);
    expect(incoming.receivedControl()).toHaveLength(0);
  }
  sender.close();
  receiver.close();
});

test('a length beyond the data area never reaches the kernel', () => {
  expect(() => new MessageHeader(SIZES).prepared(65)).toThrow(RangeError);
});
