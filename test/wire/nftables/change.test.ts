import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessages, encodeMessage } from '../../../src/wire/netlink/message.ts';
import { decodeRemoval, encodeTransaction, type NftChange } from '../../../src/wire/nftables/change.ts';

const TABLE = { family: 'inet', name: 't' } as const;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Type, flags and body of what a change becomes. */
function encoded(change: NftChange): readonly [string, string, string] {
  const [, message] = decodeMessages(encodeTransaction([change], 7));
  return [
    (message?.type ?? 0).toString(16),
    (message?.flags ?? 0).toString(16),
    hex(message?.body ?? new Uint8Array()),
  ];
}

const NAME = '0600010074000000';

test.each<[string, NftChange, readonly [string, string, string]]>([
  ['a table', { type: 'addTable', table: TABLE }, ['a00', '405', `01000000${NAME}`]],
  ['a table of ARP', { type: 'deleteTable', table: { ...TABLE, family: 'arp' } }, ['a02', '5', `03000000${NAME}`]],
  [
    'a chain before others',
    { type: 'addChain', table: TABLE, name: 'c', priority: -10 },
    ['a03', '405', `01000000${NAME}060003006300000014000480080001000000000108000200fffffff60b00070066696c7465720000`],
  ],
  [
    'a chain of what leaves from an interface',
    { type: 'addChain', table: { ...TABLE, family: 'netdev' }, name: 'c', priority: 0, device: 'e' },
    [
      'a03',
      '405',
      `05000000${NAME}06000300630000001c0004800800010000000001080002000000000006000300650000000b00070066696c7465720000`,
    ],
  ],
  [
    'a set of IPv6 addresses that go by themselves',
    { type: 'addSet', table: TABLE, name: 's', holds: 'ipv6', elements: 'timed' },
    ['a09', '405', `01000000${NAME}060002007300000008000300000000100800040000000008080005000000001008000a0000000001`],
  ],
  [
    'an element that lasts 300 ms from now',
    { type: 'addElements', table: TABLE, set: 's', elements: [{ key: Uint8Array.of(10, 9, 0, 1), timeoutMs: 300 }] },
    [
      'a0c',
      '405',
      `01000000${NAME}06000200730000002c000380280001800c000180080001000a0900010c000400000000000000012c0c000500000000000000012c`,
    ],
  ],
  [
    'an element is deleted by its key',
    { type: 'deleteElements', table: TABLE, set: 's', elements: [{ key: Uint8Array.of(10, 9, 0, 1) }] },
    ['a0e', '5', `01000000${NAME}060002007300000014000380100001800c000180080001000a090001`],
  ],
  [
    'a rule at the end of its chain',
    { type: 'addRule', table: TABLE, chain: 'c', expressions: [{ counter: 'packets' }] },
    ['a06', 'c05', `01000000${NAME}060002006300000018000480140001800c000100636f756e7465720004000280`],
  ],
])('%s', (_what, change, expected) => {
  expect(encoded(change)).toEqual(expected);
});

test('a transaction is framed, numbered, and answered for its last change only', () => {
  const changes: readonly NftChange[] = [
    { type: 'addTable', table: TABLE },
    { type: 'deleteTable', table: TABLE },
  ];
  const messages = decodeMessages(encodeTransaction(changes, 5));
  expect(messages.map(({ type, flags, sequence }) => [type, flags & 4, sequence])).toEqual([
    [16, 0, 5],
    [0xa00, 0, 5],
    [0xa02, 4, 6],
    [17, 0, 5],
  ]);
  expect(hex(messages[0]?.body ?? new Uint8Array())).toBe('0000000a');
});

test('a removal names its table; what was added, and other messages, are none', () => {
  const removal = { type: 0xa02, flags: 0, sequence: 0, body: Buffer.from(`01000000${NAME}`, 'hex') };
  expect(decodeRemoval(removal)).toBe('t');
  expect(decodeRemoval({ ...removal, type: 0xa0e })).toBe('t');
  expect(decodeRemoval({ ...removal, type: 0xa00 })).toBeUndefined();
  expect(decodeRemoval({ ...removal, type: 0x002 })).toBeUndefined();
  expect(decodeRemoval({ ...removal, body: new Uint8Array() })).toBeUndefined();
  expect(decodeMessages(encodeMessage(removal))[0]?.port).toBe(0);
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.nat(0xffff), fc.uint8Array({ maxLength: 80 }), (type, body) => {
      decodeRemoval({ type, flags: 0, sequence: 0, body });
    }),
  );
});
