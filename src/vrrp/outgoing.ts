import type { IpAddress } from '../model/address.ts';
import type { InstanceConfig } from '../model/instance.ts';
import type { Priority } from '../model/priority.ts';
import type { OutgoingPacket } from '../ports/network.ts';
import { encodeAdvert } from './encode.ts';
import type { ChecksumForm } from './refusal.ts';

const MULTICAST_TTL = 255;

/**
 * The packets that carry one advert of an instance: one to the group, or one to each unicast peer.
 * @param heard the form of checksum that peers speak, for `v3_checksum auto`
 */
export function advertPackets(
  config: InstanceConfig,
  source: IpAddress,
  priority: Priority,
  heard: ChecksumForm = 'pseudo',
): readonly OutgoingPacket[] {
  const { cast } = config;
  const destinations = cast.mode === 'multicast' ? [cast.group] : cast.peers.map((peer) => peer.address);
  const ttl = cast.mode === 'multicast' ? MULTICAST_TTL : cast.ttl;
  const addresses = config.vips.map((vip) => vip.address);
  const v3Checksum = config.v3Checksum === 'auto' ? heard : config.v3Checksum;
  return destinations.map((destination) => {
    const payload = encodeAdvert({ ...config, v3Checksum, addresses, priority, source, destination });
    return { source, destination, ttl, payload };
  });
}
