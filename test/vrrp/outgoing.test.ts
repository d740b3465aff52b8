import { expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { advertPackets } from '../../src/vrrp/outgoing.ts';
import { instanceConfig } from '../support/configs.ts';

const source = '10.9.0.1' as IpAddress;
const peers = ['10.9.0.2', '10.9.0.3'].map((address) => ({ address: address as IpAddress }));

test('a multicast advert is one packet to the group with TTL 255', () => {
  const packets = advertPackets(instanceConfig(), source, 100 as Priority);
  expect(packets.map(({ destination, ttl }) => [destination, ttl])).toEqual([['224.0.0.18', 255]]);
});

test('PK-04 unicast goes to each peer, in pseudo mode each with its own checksum', () => {
  const config = instanceConfig({ version: 3, cast: { mode: 'unicast', peers, ttl: 64 } });
  const packets = advertPackets(config, source, 100 as Priority);
  expect(packets.map(({ destination, ttl }) => [destination, ttl])).toEqual([
    ['10.9.0.2', 64],
    ['10.9.0.3', 64],
  ]);
  const checksums = packets.map(({ payload }) => payload.subarray(6, 8).join());
  expect(new Set(checksums).size).toBe(2);
});

/** The bytes of an advert, with what was heard of the peers. */
const bytes = (v3Checksum: InstanceConfig['v3Checksum'], heard?: 'pseudo' | 'rfc9568'): string =>
  advertPackets(instanceConfig({ version: 3, v3Checksum }), source, 100 as Priority, heard)
    .map(({ payload }) => payload.join())
    .join();

test('with v3_checksum auto an advert has the form that peers speak, the pseudo header until one is heard', () => {
  expect([bytes('auto'), bytes('auto', 'rfc9568')]).toEqual([bytes('pseudo'), bytes('rfc9568')]);
  expect(bytes('rfc9568', 'pseudo')).toBe(bytes('rfc9568'));
});
