import { expect, test } from 'vitest';
import { decodeAttributes, textFromBytes } from '../../../src/wire/netlink/message.ts';
import { encodeBridge, encodeMacvlan, encodeVethPair } from '../../../src/wire/netlink/new-link.ts';

const IFINFOMSG_BYTES = 16;
const NOTHING = new Uint8Array();

/** Name, kind and kind-specific attributes of a request; `rest`: the attributes beside them. */
function request(body: Uint8Array) {
  const rest = decodeAttributes(body.subarray(IFINFOMSG_BYTES));
  const info = decodeAttributes(rest.get(18) ?? NOTHING);
  return {
    name: textFromBytes(rest.get(3) ?? NOTHING),
    kind: textFromBytes(info.get(1) ?? NOTHING),
    data: decodeAttributes(info.get(2) ?? NOTHING),
    rest,
  };
}

test('a veth pair names its peer and the namespace in which it appears', () => {
  const { name, kind, data } = request(encodeVethPair({ name: 'left', peerName: 'right', peerNamespaceFd: 9 }));
  const peer = decodeAttributes((data.get(1) ?? NOTHING).subarray(IFINFOMSG_BYTES));
  expect([name, kind, textFromBytes(peer.get(3) ?? NOTHING)]).toEqual(['left', 'veth', 'right']);
  expect(peer.get(28)).toEqual(Uint8Array.of(9, 0, 0, 0));
});

test('without a namespace the peer stays beside the first end', () => {
  const { data } = request(encodeVethPair({ name: 'left', peerName: 'right' }));
  expect(decodeAttributes((data.get(1) ?? NOTHING).subarray(IFINFOMSG_BYTES)).has(28)).toBe(false);
});

test.each(['on', 'off'] as const)('a bridge is created with multicast snooping %s', (multicastSnooping) => {
  const { name, kind, data } = request(encodeBridge({ name: 'br0', multicastSnooping }));
  expect([name, kind]).toEqual(['br0', 'bridge']);
  expect(data.get(23)).toEqual(Uint8Array.of(multicastSnooping === 'on' ? 1 : 0));
});

test('a macvlan has mode, parent and MAC', () => {
  const mac = Uint8Array.of(0, 0, 0x5e, 0, 1, 51);
  const { kind, data, rest } = request(encodeMacvlan({ name: 'vrrp.51', parentIndex: 2, mode: 'private', mac }));
  expect(kind).toBe('macvlan');
  expect(data.get(1)).toEqual(Uint8Array.of(1, 0, 0, 0));
  expect(rest.get(5)).toEqual(Uint8Array.of(2, 0, 0, 0));
  expect(rest.get(1)).toEqual(mac);
});
