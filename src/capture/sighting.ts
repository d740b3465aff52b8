import { familyOf, isMulticast, VRRP_GROUPS, type IpAddress } from '../model/address.ts';
import { ANY_AUTHENTICATION, AUTH_DATA_BYTES } from '../vrrp/auth.ts';
import { decodeAdvert, type VrrpPacket } from '../vrrp/decode.ts';
import type { ChecksumForm, Refusal } from '../vrrp/refusal.ts';
import type { Advert } from '../vrrp/state.ts';
import { decodeIpv4 } from '../wire/ipv4.ts';
import { decodeIpv6, IPV6_HEADER_BYTES } from '../wire/ipv6.ts';
import { decodeFrame, ETHERTYPE_IPV4 } from '../wire/link-header.ts';
import { ETHERTYPE_IPV6 } from '../wire/neighbour.ts';
import type { Frame } from './frame.ts';

const PROTOCOL_VRRP = 112;

/**
 * Over what the checksum was computed. `pseudoGroup`: with the multicast group in the pseudo header although the packet
 * goes to one peer, as keepalived up to 1.3.6 and FRR do. Version 2 has one form only, `rfc9568` here.
 */
export type SeenChecksum = ChecksumForm | 'pseudoGroup';

/** What an advert says, read without expecting anything of it. */
export interface SeenAdvert extends Advert {
  readonly checksum: SeenChecksum;
  /** Not used by version 3. */
  readonly authentication: 'none' | 'PASS';
  /** Of version 2: the octets, to compare them with those of others. Never shown. */
  readonly secret: string;
}

/** One VRRP packet on the wire. */
export interface Sighting {
  readonly atUs: Frame['atUs'];
  readonly interface: Frame['interface'];
  readonly interfaceIndex?: number;
  readonly direction: Frame['direction'];
  readonly vlans: readonly number[];
  readonly sourceMac: Uint8Array;
  readonly packet: VrrpPacket;
  /** Second byte of the message; 0, which nobody has, when it is too short to have one. */
  readonly vrid: number;
  /** What no VRRP router of any configuration accepts has a refusal instead. */
  readonly advert: SeenAdvert | undefined;
  readonly refusal: Refusal | undefined;
}

/** The VRRP packet in a frame; `undefined` when there is none. Never throws, whatever the bytes. */
export function sightingIn(frame: Frame): Sighting | undefined {
  const link = decodeFrame(frame.linkType, frame.bytes);
  const packet = link === undefined ? undefined : vrrpIn(link.etherType, link.payload);
  if (link === undefined || packet === undefined) return undefined;
  const read = readAdvert(packet);
  return {
    atUs: frame.atUs,
    interface: frame.interface,
    ...(link.interfaceIndex === undefined ? {} : { interfaceIndex: link.interfaceIndex }),
    direction: frame.direction === 'unknown' ? link.direction : frame.direction,
    vlans: frame.removedVlan === undefined ? link.vlans : [frame.removedVlan, ...link.vlans],
    sourceMac: link.sourceMac,
    packet,
    vrid: packet.payload[1] ?? 0,
    ...read,
  };
}

function vrrpIn(etherType: number, bytes: Uint8Array): VrrpPacket | undefined {
  if (etherType === ETHERTYPE_IPV4) return vrrpInIpv4(bytes);
  return etherType === ETHERTYPE_IPV6 ? vrrpInIpv6(bytes) : undefined;
}

function vrrpInIpv4(bytes: Uint8Array): VrrpPacket | undefined {
  const ip = decodeIpv4(bytes);
  if (ip === undefined || ip.protocol !== PROTOCOL_VRRP || ip.fragmentOffset !== 0) return undefined;
  const { source, destination, ttl, headerBytes: ipHeaderBytes, totalLength: ipTotalLength, payload } = ip;
  return { source, destination, ttl, ipHeaderBytes, ipTotalLength, payload };
}

function vrrpInIpv6(bytes: Uint8Array): VrrpPacket | undefined {
  const ip = decodeIpv6(bytes);
  if (ip === undefined || ip.nextHeader !== PROTOCOL_VRRP) return undefined;
  const { source, destination, hopLimit: ttl, payloadLength, payload } = ip;
  const ipTotalLength = IPV6_HEADER_BYTES + payloadLength;
  return { source, destination, ttl, ipHeaderBytes: IPV6_HEADER_BYTES, ipTotalLength, payload };
}

/** Reads an advert by its own word: version, authentication and interval are what it says, the checksum any form known. */
function readAdvert(packet: VrrpPacket): Pick<Sighting, 'advert' | 'refusal'> {
  // No RFC knows version 2 over IPv6.
  const version = (packet.payload[0] ?? 0) >> 4 === 2 && familyOf(packet.source) === 4 ? 2 : 3;
  const form = {
    version,
    authentication: ANY_AUTHENTICATION,
    advertIntervalCs: (packet.payload[5] ?? 0) * 100,
  } as const;
  const ways = checksumWays(packet, version);
  let first: Refusal | undefined;
  for (const { checksum, v3Checksum, destination } of ways) {
    const decoded = decodeAdvert({ ...packet, destination }, { ...form, v3Checksum });
    if (decoded.ok)
      return { advert: { ...decoded.value.advert, ...secretIn(packet, version), checksum }, refusal: undefined };
    first ??= decoded.error;
    if (decoded.error.code !== 'checksum') return { advert: undefined, refusal: decoded.error };
  }
  return { advert: undefined, refusal: first };
}

interface ChecksumWay {
  readonly checksum: SeenChecksum;
  readonly v3Checksum: ChecksumForm;
  readonly destination: IpAddress;
}

function checksumWays({ destination }: VrrpPacket, version: 2 | 3): readonly ChecksumWay[] {
  const plain = { checksum: 'rfc9568', v3Checksum: 'rfc9568', destination } as const;
  if (version === 2) return [plain];
  if (familyOf(destination) === 6) return [{ checksum: 'pseudo', v3Checksum: 'pseudo', destination }];
  const ways: ChecksumWay[] = [{ checksum: 'pseudo', v3Checksum: 'pseudo', destination }, plain];
  const group = { checksum: 'pseudoGroup', v3Checksum: 'pseudo', destination: VRRP_GROUPS[4] } as const;
  return isMulticast(destination) ? ways : [...ways, group];
}

function secretIn(
  { payload, ipTotalLength, ipHeaderBytes }: VrrpPacket,
  version: 2 | 3,
): Pick<SeenAdvert, 'authentication' | 'secret'> {
  if (version === 3 || payload[4] !== 1) return { authentication: 'none', secret: '' };
  const end = ipTotalLength - ipHeaderBytes;
  return { authentication: 'PASS', secret: payload.slice(end - AUTH_DATA_BYTES, end).join(' ') };
}
