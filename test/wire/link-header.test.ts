import { describe, expect, test } from 'vitest';
import { decodeFrame, LINK_TYPE } from '../../src/wire/link-header.ts';

const MAC = [2, 0, 0, 0, 0, 7];
const IP = [0x45, 0, 0, 1];
const ETHERNET = [1, 0, 0x5e, 0, 0, 0x12, ...MAC];

describe('what stands before the IP packet', () => {
  test('Ethernet', () => {
    expect(decodeFrame(LINK_TYPE.ethernet, Uint8Array.from([...ETHERNET, 8, 0, ...IP]))).toEqual({
      etherType: 0x0800,
      vlans: [],
      sourceMac: Uint8Array.from(MAC),
      direction: 'unknown',
      payload: Uint8Array.from(IP),
    });
  });

  test.each([
    ['802.1Q', [0x81, 0, 0xe0, 10, 8, 0], [10]],
    ['802.1ad around 802.1Q', [0x88, 0xa8, 0x0f, 0xff, 0x81, 0, 0, 1, 0x86, 0xdd], [4095, 1]],
  ])('%s: the ids without the priority bits', (_, tags, vlans) => {
    const link = decodeFrame(LINK_TYPE.ethernet, Uint8Array.from([...ETHERNET, ...tags, ...IP]));
    expect(link).toMatchObject({ vlans, payload: Uint8Array.from(IP) });
  });

  test.each([
    ['raw', LINK_TYPE.rawIp, []],
    ['loopback of BSD', LINK_TYPE.null, [2, 0, 0, 0]],
    ['IPv4 only', LINK_TYPE.ipv4, []],
  ])('%s: IP says itself which version it is', (_, linkType, before) => {
    expect(decodeFrame(linkType, Uint8Array.from([...before, ...IP]))).toMatchObject({ etherType: 0x0800 });
    expect(decodeFrame(linkType, Uint8Array.from([...before, 0x60]))).toMatchObject({ etherType: 0x86dd });
    expect(decodeFrame(linkType, Uint8Array.from([...before, 0x10]))).toBeUndefined();
  });

  test('a cooked header whose sender has no MAC', () => {
    const cooked = Uint8Array.from([0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, ...IP]);
    expect(decodeFrame(LINK_TYPE.cooked, cooked)).toMatchObject({ direction: 'in', sourceMac: new Uint8Array() });
  });
});

test.each([
  ['another link type', 105, [...ETHERNET, 8, 0, ...IP]],
  ['a cut Ethernet header', LINK_TYPE.ethernet, ETHERNET],
  ['a cut tag', LINK_TYPE.ethernet, [...ETHERNET, 0x81, 0, 0]],
  ['five tags', LINK_TYPE.ethernet, [...ETHERNET, ...Array.from({ length: 5 }, () => [0x81, 0, 0, 1]).flat(), 8, 0]],
  ['a cut cooked header', LINK_TYPE.cooked, [0, 0, 0, 1]],
  ['a cut second cooked header', LINK_TYPE.cooked2, [8, 0, 0, 1]],
])('%s is nothing to read', (_, linkType, bytes) => {
  expect(decodeFrame(linkType, Uint8Array.from(bytes))).toBeUndefined();
});
