import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { Vrid } from '../../src/model/vrid.ts';
import { acceptAdvert } from '../../src/vrrp/accept.ts';
import type { VrrpPacket } from '../../src/vrrp/decode.ts';
import type { Finding, Refusal } from '../../src/vrrp/refusal.ts';
import { instanceConfig, vip } from '../support/configs.ts';
import { fromHex, golden, packetOf, received } from './scenario/packets.ts';

const OURS = ['10.9.0.3' as IpAddress];
const { advert: G4 } = golden('G4');
const { advert: G7 } = golden('G7');
const { advert: G9 } = golden('G9');
const { advert: G1 } = golden('G1');
const PEER = G7.source;

const multicast = (changes: Partial<InstanceConfig> = {}): InstanceConfig =>
  instanceConfig({ version: 3, vrid: 52 as Vrid, advertIntervalCs: 50, vips: [vip('10.9.0.110')], ...changes });

const unicast = (changes: Partial<InstanceConfig> = {}): InstanceConfig =>
  instanceConfig({
    version: 3,
    vrid: 55 as Vrid,
    cast: { mode: 'unicast', peers: [{ address: PEER }], ttl: 255 },
    unicastSource: 'peersOnly',
    vips: [vip('10.9.0.112')],
    ...changes,
  });

const overIpv6 = (changes: Partial<InstanceConfig> = {}): InstanceConfig =>
  instanceConfig({
    version: 3,
    family: 6,
    vrid: 53 as Vrid,
    cast: { mode: 'multicast', group: G9.destination },
    vips: [vip('fe80::53'), vip('fd00:9::110')],
    ...changes,
  });

function verdict(packet: VrrpPacket, config: InstanceConfig): Refusal | readonly Finding[] {
  const accepted = acceptAdvert(packet, config, OURS);
  return accepted.ok ? accepted.value.findings : accepted.error;
}

describe('an advert that fits', () => {
  test('by multicast is accepted without a finding', () => {
    const { version, vrid, priority, advertIntervalCs, addresses } = G4;
    const advert = { version, vrid, priority, advertIntervalCs, addresses };
    expect(acceptAdvert(received(G4), multicast(), OURS)).toEqual({
      ok: true,
      value: { advert, checksum: 'pseudo', findings: [] },
    });
  });

  test('by multicast over IPv6 is accepted without a finding', () => {
    const { version, vrid, priority, advertIntervalCs, addresses } = G9;
    const advert = { version, vrid, priority, advertIntervalCs, addresses };
    expect(acceptAdvert(received(G9), overIpv6(), OURS)).toEqual({
      ok: true,
      value: { advert, checksum: 'pseudo', findings: [] },
    });
  });

  test('by unicast is accepted without a finding', () => expect(verdict(received(G7), unicast())).toEqual([]));
});

describe('refused', () => {
  const minTtl = unicast({ cast: { mode: 'unicast', peers: [{ address: PEER, minTtl: 254 }], ttl: 255 } });
  const maxTtl = unicast({ cast: { mode: 'unicast', peers: [{ address: PEER, maxTtl: 64 }], ttl: 255 } });
  const strictList = instanceConfig({ vips: [vip('10.9.0.110')], addressListCheck: 'drop' });
  const elsewhere = unicast({ cast: { mode: 'unicast', peers: [{ address: '10.9.0.9' as IpAddress }], ttl: 255 } });

  test.each<readonly [string, VrrpPacket, InstanceConfig, Refusal]>([
    [
      'RX-40 our own address as the source of a multicast',
      received({ ...G4, source: '10.9.0.3' as IpAddress }),
      multicast(),
      { code: 'self', source: '10.9.0.3' as IpAddress },
    ],
    ['RX-14 another virtual router', received(G4), multicast({ vrid: 51 as Vrid }), { code: 'vridUnknown', vrid: 52 }],
    [
      'RX-06 a multicast with TTL 254',
      received(G4, { ttl: 254 }),
      multicast(),
      { code: 'ttl', field: 'TTL', got: 254, least: 255, most: 255 },
    ],
    [
      'RX-09 a unicast with TTL 64 from a peer with min_ttl 254',
      received(G7, { ttl: 64 }),
      minTtl,
      { code: 'ttl', field: 'TTL', got: 64, least: 254, most: 255 },
    ],
    [
      'a unicast with TTL 65 from a peer with max_ttl 64',
      received(G7, { ttl: 65 }),
      maxTtl,
      { code: 'ttl', field: 'TTL', got: 65, least: 0, most: 64 },
    ],
    [
      'RX-41 a unicast packet at a multicast instance',
      received({ ...G4, destination: '10.9.0.3' as IpAddress }),
      multicast(),
      { code: 'cast', destination: '10.9.0.3' as IpAddress, want: 'multicast' },
    ],
    [
      'RX-42 a multicast packet at a unicast instance',
      received({ ...G4, vrid: 55 as Vrid }),
      unicast(),
      { code: 'cast', destination: '224.0.0.18' as IpAddress, want: 'unicast' },
    ],
    [
      'a unicast from our own address: no reflection of a multicast, but no peer either',
      received({ ...G7, source: '10.9.0.3' as IpAddress }),
      unicast(),
      { code: 'unknownPeer', source: '10.9.0.3' as IpAddress },
    ],
    [
      'RX-07 a multicast over IPv6 with hop limit 254',
      received(G9, { ttl: 254 }),
      overIpv6(),
      { code: 'ttl', field: 'hop limit', got: 254, least: 255, most: 255 },
    ],
    [
      'RX-16 the same virtual router over the other family',
      received({ ...G9, vrid: 52 as Vrid }),
      multicast(),
      { code: 'vridUnknown', vrid: 52 },
    ],
    [
      'RX-42 a multicast over IPv6 at a unicast instance',
      received(G9),
      overIpv6({ cast: { mode: 'unicast', peers: [{ address: G9.source }], ttl: 255 } }),
      { code: 'cast', destination: 'ff02::12' as IpAddress, want: 'unicast' },
    ],
    [
      'RX-45 any advert at an owner that ignores adverts',
      received({ ...G4, priority: 255 as Priority }),
      multicast({ basePriority: 255 as Priority, ownerHears: 'nothing' }),
      { code: 'ownerHearsNothing', source: G4.source },
    ],
    [
      'RX-36 another address list where vip_mismatch is drop',
      received({ ...G1, priority: 200 as Priority }),
      strictList,
      { code: 'otherAddresses', missing: ['10.9.0.110' as IpAddress], extra: G1.addresses },
    ],
    ['RX-43 a unicast from an unlisted source', received(G7), elsewhere, { code: 'unknownPeer', source: PEER }],
    [
      'RX-10 another version',
      received({ ...golden('G1').advert, vrid: 52 as Vrid }),
      multicast(),
      { code: 'version', got: 2, want: 3 },
    ],
    [
      'a packet too short to name a virtual router',
      packetOf(fromHex('3134'), G4),
      multicast(),
      { code: 'length', gotBytes: 2, wantBytes: 8, excess: 'none' },
    ],
  ])('%s', (_, packet, config, refusal) => expect(verdict(packet, config)).toEqual(refusal));
});

test('RX-37 another address list of the owner is accepted and reported, whatever vip_mismatch says', () => {
  const config = instanceConfig({ vips: [vip('10.9.0.110')], addressListCheck: 'drop' });
  const found = verdict(received({ ...G1, priority: 255 as Priority }), config);
  expect(found).toMatchObject([{ code: 'addressesDiffer', missing: ['10.9.0.110'] }]);
});

test('owner_ignore_adverts means nothing to a router that does not own the address', () => {
  expect(verdict(received(G4), multicast({ ownerHears: 'nothing' }))).toEqual([]);
});

/** Version 4, type 2. */
const spoiled = (payload: Uint8Array): Uint8Array => payload.map((value, i) => (i === 0 ? 0x42 : value));

describe('the first failure decides', () => {
  /** Each packet has the fault of its row and faults of rows after it. */
  const self = { ...G4, source: '10.9.0.3' as IpAddress };
  test.each<readonly [string, VrrpPacket, InstanceConfig]>([
    ['self', received(self, { ttl: 1, payload: new Uint8Array(3) }), multicast()],
    ['length', received(G4, { ttl: 1, payload: new Uint8Array(3) }), multicast()],
    ['vridUnknown', received(G4, { ttl: 1 }, spoiled), multicast({ vrid: 1 as Vrid })],
    ['ttl', received(G4, { ttl: 1 }, spoiled), multicast()],
    ['version', received(G4, {}, spoiled), multicast()],
    ['type', received(G4, {}, (payload) => payload.map((value, i) => (i === 0 ? 0x32 : value))), multicast()],
    [
      'checksum',
      received(G4, {}, (payload) => payload.map((value, i) => (i === 2 ? 1 : value))),
      unicast({ vrid: 52 as Vrid }),
    ],
  ])('%s', (code, packet, config) => expect(verdict(packet, config)).toMatchObject({ code }));
});

describe('accepted, with something to note', () => {
  test('RX-31 another interval in VRRP 3', () => {
    const found = [{ code: 'intervalDiffers', gotCs: 50, wantCs: 100 }];
    expect(verdict(received(G4), multicast({ advertIntervalCs: 100 }))).toEqual(found);
  });

  test('RX-35 other addresses than ours', () => {
    const vips = [vip('10.9.0.110'), vip('10.9.0.111')];
    const addresses = ['10.9.0.110', '10.9.0.112'] as IpAddress[];
    const found = [{ code: 'addressesDiffer', missing: ['10.9.0.111'], extra: ['10.9.0.112'] }];
    expect(verdict(received({ ...G4, addresses }), multicast({ vips }))).toEqual(found);
  });

  test('RX-39 a first IPv6 address that is not link-local', () => {
    const addresses = ['fd00:9::110', 'fe80::53'] as IpAddress[];
    const found = [{ code: 'firstNotLinkLocal', first: 'fd00:9::110' }];
    expect(verdict(received({ ...G9, addresses }), overIpv6())).toEqual(found);
    const alsoOurs = overIpv6({ vips: addresses.map(vip) });
    expect(verdict(received({ ...G9, addresses }), alsoOurs)).toEqual([]);
  });

  test('RX-39 in strict mode such an advert is dropped, and one that begins right is not', () => {
    const addresses = ['fd00:9::110', 'fe80::53'] as IpAddress[];
    const strict = overIpv6({ globalFirstAddress: 'drop' });
    const refused = { code: 'firstNotLinkLocal', first: 'fd00:9::110' };
    expect(verdict(received({ ...G9, addresses }), strict)).toEqual(refused);
    expect(verdict(received(G9), strict)).toEqual([]);
    expect(verdict(received(G4), multicast({ globalFirstAddress: 'drop' }))).toEqual([]);
  });

  test('RX-44 priority 255 of another router while we own the address', () => {
    const owner = received({ ...G4, priority: 255 as Priority });
    const config = multicast({ basePriority: 255 as Priority });
    expect(verdict(owner, config)).toEqual([{ code: 'twoOwners', source: '10.9.0.1' }]);
    expect(verdict(received(G4), config)).toEqual([]);
  });
});

describe('accepted in silence', () => {
  const two = ['10.9.0.110', '10.9.0.111'] as IpAddress[];

  test('RX-38 the same addresses in another order', () => {
    const vips = two.toReversed().map(vip);
    expect(verdict(received({ ...G4, addresses: two }), multicast({ vips }))).toEqual([]);
  });

  test('other addresses when we are told not to look', () => {
    const config = multicast({ addressListCheck: 'off' });
    expect(verdict(received({ ...G4, addresses: two }), config)).toEqual([]);
  });

  test('excluded addresses are not expected in the advert', () => {
    expect(verdict(received(G4), multicast({ excludedVips: [vip('10.8.0.1')] }))).toEqual([]);
  });

  test('RX-08 a unicast with TTL 64 from a peer without min_ttl', () => {
    expect(verdict(received(G7, { ttl: 64 }), unicast())).toEqual([]);
  });

  test('a unicast from anybody when sources are not checked', () => {
    const cast = { mode: 'unicast', peers: [{ address: '10.9.0.9' as IpAddress }], ttl: 255 } as const;
    expect(verdict(received(G7), unicast({ cast, unicastSource: 'any' }))).toEqual([]);
  });
});
