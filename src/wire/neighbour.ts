/** Neighbour discovery of IPv6, RFC 4861. */
import { addressBytes } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';
import { internetChecksum, pseudoHeader } from './checksum.ts';

/** EtherType of IPv6. */
export const ETHERTYPE_IPV6 = 0x86dd;

const ALL_NODES = 'ff02::1' as IpAddress;
/** Destination of frames to all IPv6 nodes of a link (RFC 2464 §7). */
export const ALL_NODES_MAC: Uint8Array = Uint8Array.of(0x33, 0x33, 0, 0, 0, 1);

const ICMPV6 = 58;
const HOP_LIMIT = 255;
const NEIGHBOUR_ADVERTISEMENT = 136;
const ROUTER = 0x80;
const OVERRIDE = 0x20;
const TARGET_LINK_LAYER_ADDRESS = 2;
const CHECKSUM_OFFSET = 2;

/** "`address` is at `mac`" (six bytes). `router`: whether the host forwards IPv6. */
export interface NeighbourAdvertisement {
  readonly address: IpAddress;
  readonly mac: Uint8Array;
  readonly router: 'yes' | 'no';
}

/**
 * An unsolicited neighbour advertisement to all nodes (RFC 4861 §4.4, §7.2.6; RFC 9568 §6.4.2) that overrides what
 * neighbours know, as an IPv6 packet from the address itself. 72 bytes, without the Ethernet header; it goes to
 * {@link ALL_NODES_MAC}.
 */
export function encodeNeighbourAdvertisement({ address, mac, router }: NeighbourAdvertisement): Uint8Array {
  const flags = OVERRIDE | (router === 'yes' ? ROUTER : 0);
  const option = [TARGET_LINK_LAYER_ADDRESS, 1, ...mac];
  const header = [NEIGHBOUR_ADVERTISEMENT, 0, 0, 0, flags, 0, 0, 0];
  const message = Uint8Array.of(...header, ...addressBytes(address), ...option);
  const route = { source: address, destination: ALL_NODES };
  const checksum = internetChecksum([pseudoHeader(route, ICMPV6, message.length), message]);
  message.set([checksum >> 8, checksum & 0xff], CHECKSUM_OFFSET);
  const ipHeader = [0x60, 0, 0, 0, message.length >> 8, message.length & 0xff, ICMPV6, HOP_LIMIT];
  return Uint8Array.of(...ipHeader, ...addressBytes(address), ...addressBytes(ALL_NODES), ...message);
}
