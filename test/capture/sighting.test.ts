import { describe, expect, test } from 'vitest';
import { sightingIn } from '../../src/capture/sighting.ts';
import { LINK_TYPE } from '../../src/wire/link-header.ts';
import type { Vrid } from '../../src/model/vrid.ts';
import { advertOf, advertOf6, ethernetBytes, FIRST, frameOf, ipPacket, SECOND } from './frames.ts';

const seen = (...around: Parameters<typeof ethernetBytes>): ReturnType<typeof sightingIn> =>
  sightingIn(frameOf(ethernetBytes(...around)));

test('an advert is read without expecting anything of it', () => {
  const password = { type: 'pass', password: 's3cret' } as const;
  expect(seen(advertOf({ vrid: 7 as Vrid, advertIntervalCs: 300, authentication: password }))).toMatchObject({
    interface: 'eth0',
    vrid: 7,
    vlans: [],
    packet: { source: FIRST, ttl: 255 },
    advert: { version: 2, priority: 150, advertIntervalCs: 300, authentication: 'PASS', checksum: 'rfc9568' },
    refusal: undefined,
  });
});

test('two passwords can be told apart', () => {
  const secretOf = (password: string): string | undefined =>
    seen(advertOf({ authentication: { type: 'pass', password } }))?.advert?.secret;
  expect(secretOf('one')).toBe(secretOf('one'));
  expect(secretOf('one')).not.toBe(secretOf('two'));
  expect(seen(advertOf())?.advert?.secret).toBe('');
});

describe('the form of the checksum', () => {
  const unicast = { version: 3, destination: SECOND } as const;
  test.each([
    ['with pseudo header', advertOf({ version: 3 }), 'pseudo'],
    ['without', advertOf({ version: 3, v3Checksum: 'rfc9568' }), 'rfc9568'],
    ['unicast', advertOf(unicast), 'pseudo'],
    ['of VRRP 2', advertOf(), 'rfc9568'],
  ])('%s', (_, advert, checksum) => expect(seen(advert)?.advert?.checksum).toBe(checksum));

  test('unicast with the group in the pseudo header, as FRR sends it', () => {
    const toGroup = ethernetBytes(advertOf({ version: 3 }));
    const toPeer = toGroup.map((byte, index) => [10, 9, 0, 2][index - 30] ?? byte);
    expect(sightingIn(frameOf(toPeer))).toMatchObject({
      packet: { destination: SECOND },
      advert: { checksum: 'pseudoGroup' },
    });
  });
});

/** Keeps the checksum right when the byte before it in its word changes. */
const withSum = (message: Uint8Array, change: number): Uint8Array => message.fill((message[6] ?? 0) + change, 6, 7);

test('an advert over IPv6, padded or tagged or neither', () => {
  const expected = {
    packet: { source: 'fe80::1', destination: 'ff02::12', ttl: 255 },
    advert: { version: 3, addresses: ['fe80::50', 'fd00::50'], checksum: 'pseudo' },
  };
  expect(seen(advertOf6())).toMatchObject(expected);
  expect(seen(advertOf6(), { vlans: [7] })).toMatchObject({ ...expected, vlans: [7] });
  expect(seen(advertOf6(), { ttl: 64 })).toMatchObject({ packet: { ttl: 64 } });
});

test('version 2 over IPv6 is of no RFC', () => {
  const asVersion2 = { bend: (message: Uint8Array) => message.fill(0x21, 0, 1) };
  expect(seen(advertOf6(), asVersion2)).toMatchObject({ refusal: { code: 'version', got: 2 } });
});

describe('what no router accepts has the words of its refusal', () => {
  test.each([
    ['a wrong checksum', { bend: (message: Uint8Array) => message.fill(9, 2, 3) }, 'checksum'],
    ['version 4', { bend: (message: Uint8Array) => message.fill(0x41, 0, 1) }, 'version'],
    ['a wrong count', { bend: (message: Uint8Array) => message.fill(3, 3, 4) }, 'length'],
    ['AH authentication', { bend: (message: Uint8Array) => withSum(message.fill(2, 4, 5), -2) }, 'authTypeUnknown'],
    ['four bytes', { bend: (message: Uint8Array) => message.subarray(0, 4) }, 'length'],
  ])('%s', (_, around, code) => {
    expect(seen(advertOf(), around)).toMatchObject({ advert: undefined, refusal: { code }, vrid: 51 });
  });
});

describe('where it is', () => {
  test('VLAN tags in the bytes, and the one the kernel took out', () => {
    expect(seen(advertOf(), { vlans: [10, 20] })?.vlans).toEqual([10, 20]);
    const bytes = ethernetBytes(advertOf(), { vlans: [20] });
    expect(sightingIn(frameOf(bytes, { removedVlan: 10 }))?.vlans).toEqual([10, 20]);
  });

  test('what tcpdump writes for -i any', () => {
    const packet = ipPacket(advertOf());
    const cooked = Uint8Array.from([0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0, 8, 0, ...packet]);
    expect(sightingIn(frameOf(cooked, { linkType: LINK_TYPE.cooked, direction: 'unknown' }))).toMatchObject({
      direction: 'out',
      sourceMac: Uint8Array.of(2, 0, 0, 0, 0, 9),
      vrid: 51,
    });
    const cooked2 = Uint8Array.from([8, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 9, 0, 0, ...packet]);
    expect(sightingIn(frameOf(cooked2, { linkType: LINK_TYPE.cooked2, direction: 'unknown' }))).toMatchObject({
      direction: 'in',
      interfaceIndex: 3,
      vrid: 51,
    });
  });

  test('without a link header', () => {
    expect(sightingIn(frameOf(ipPacket(advertOf()), { linkType: LINK_TYPE.rawIp }))).toMatchObject({ vrid: 51 });
  });
});

test.each([
  ['another protocol', ethernetBytes(advertOf()).fill(6, 23, 24)],
  ['a later fragment', ethernetBytes(advertOf()).fill(9, 21, 22)],
  ['ARP', ethernetBytes(advertOf()).fill(6, 13, 14)],
  ['a frame cut within its header', ethernetBytes(advertOf()).subarray(0, 30)],
  ['nothing', new Uint8Array()],
])('%s is no VRRP packet', (_, bytes) => expect(sightingIn(frameOf(bytes))).toBeUndefined());

test('padding of the link is not part of the message', () => {
  const bytes = ethernetBytes(advertOf({ version: 3 }));
  expect(sightingIn(frameOf(Uint8Array.from([...bytes, ...new Uint8Array(60 - bytes.length)])))?.advert).toBeDefined();
});
