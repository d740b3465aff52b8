import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { Vrid } from '../../src/model/vrid.ts';
import { acceptAdvert } from '../../src/vrrp/accept.ts';
import type { VrrpPacket } from '../../src/vrrp/decode.ts';
import type { Finding, Refusal } from '../../src/vrrp/refusal.ts';
import { instanceConfig, vip } from '../support/configs.ts';
import { golden, received } from './scenario/packets.ts';

const OURS = ['10.9.0.3' as IpAddress];
const { advert: G4 } = golden('G4');
const { advert: G7 } = golden('G7');
const { advert: G9 } = golden('G9');
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

  test('other addresses when we are told not to look', () => {
    const config = multicast({ addressListCheck: 'off' });
    expect(verdict(received({ ...G4, addresses: two }), config)).toEqual([]);
  });

  test('excluded addresses are not expected in the advert', () => {
    expect(verdict(received(G4), multicast({ excludedVips: [vip('10.8.0.1')] }))).toEqual([]);
  });

  test('a unicast from anybody when sources are not checked', () => {
    const cast = { mode: 'unicast', peers: [{ address: '10.9.0.9' as IpAddress }], ttl: 255 } as const;
    expect(verdict(received(G7), unicast({ cast, unicastSource: 'any' }))).toEqual([]);
  });
});
