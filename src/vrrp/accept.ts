import { familyOf, isLinkLocal, isMulticast } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';
import type { InstanceConfig } from '../model/instance.ts';
import { PRIORITY_OWNER } from '../model/priority.ts';
import { err, ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import { decodeAdvert, readVrid } from './decode.ts';
import type { VrrpPacket } from './decode.ts';
import type { ChecksumForm, Finding, Refusal } from './refusal.ts';
import type { Advert } from './state.ts';

/** An advert that may change the state, and what is worth a line and a count about it. */
export interface AcceptedAdvert {
  readonly advert: Advert;
  readonly checksum: ChecksumForm;
  readonly findings: readonly Finding[];
}

/** All a router sends to a multicast group leaves with this TTL or hop limit, and no router in between keeps it (V5). */
const TTL_ON_LINK = 255;

/** V5, V6: multicast has not been routed; a unicast peer may be further away, as far as it was configured. */
function refuseTtl({ ttl, source, destination }: VrrpPacket, { cast }: InstanceConfig): Refusal | undefined {
  const field = familyOf(source) === 4 ? 'TTL' : 'hop limit';
  if (isMulticast(destination)) {
    return ttl === TTL_ON_LINK ? undefined : { code: 'ttl', field, got: ttl, least: TTL_ON_LINK, most: TTL_ON_LINK };
  }
  const peer = cast.mode === 'unicast' ? cast.peers.find(({ address }) => address === source) : undefined;
  const [least, most] = [peer?.minTtl ?? 0, peer?.maxTtl ?? 255];
  return ttl >= least && ttl <= most ? undefined : { code: 'ttl', field, got: ttl, least, most };
}

/**
 * V18 to V22: well formed, sent the way this instance listens, to one that listens to others, with its addresses, and by a
 * peer.
 */
function refuseSender(
  { source, destination }: VrrpPacket,
  { priority, addresses }: Advert,
  config: InstanceConfig,
): Refusal | undefined {
  const { cast } = config;
  const first = globalFirst(addresses, config);
  if (first !== undefined && config.globalFirstAddress === 'drop') return { code: 'firstNotLinkLocal', first };
  if (isMulticast(destination) !== (cast.mode === 'multicast')) return { code: 'cast', destination, want: cast.mode };
  if (config.basePriority === PRIORITY_OWNER && config.ownerHears === 'nothing') {
    return { code: 'ownerHearsNothing', source };
  }
  if (config.addressListCheck === 'drop' && priority !== PRIORITY_OWNER) {
    const other = otherAddresses(addresses, config);
    if (other !== 'none') return { code: 'otherAddresses', ...other };
  }
  if (cast.mode === 'multicast' || config.unicastSource === 'any') return undefined;
  return cast.peers.some(({ address }) => address === source) ? undefined : { code: 'unknownPeer', source };
}

/** V18: the first address of a list over IPv6 that should be link-local and is not. */
const globalFirst = ([first]: readonly IpAddress[], { family }: InstanceConfig): IpAddress | undefined =>
  first === undefined || family === 4 || isLinkLocal(first) ? undefined : first;

/** V21: as sets, the order is free. */
function otherAddresses(
  theirs: readonly IpAddress[],
  { vips }: InstanceConfig,
): 'none' | { readonly missing: readonly IpAddress[]; readonly extra: readonly IpAddress[] } {
  const ours = vips.map(({ address }) => address);
  const missing = ours.filter((address) => !theirs.includes(address));
  const extra = theirs.filter((address) => !ours.includes(address));
  return missing.length === 0 && extra.length === 0 ? 'none' : { missing, extra };
}

function findings(advert: Advert, source: IpAddress, config: InstanceConfig): readonly Finding[] {
  const found: Finding[] = [];
  const [gotCs, wantCs] = [advert.advertIntervalCs, config.advertIntervalCs];
  if (gotCs !== wantCs) found.push({ code: 'intervalDiffers', gotCs, wantCs });
  if (config.basePriority === PRIORITY_OWNER && advert.priority === PRIORITY_OWNER) {
    found.push({ code: 'twoOwners', source });
  }
  if (config.addressListCheck !== 'off') {
    const other = otherAddresses(advert.addresses, config);
    if (other !== 'none') found.push({ code: 'addressesDiffer', ...other });
    const first = globalFirst(advert.addresses, config);
    // Said of the configuration when ours begins with the same address.
    if (first !== undefined && first !== config.vips[0]?.address) found.push({ code: 'firstNotLinkLocal', first });
  }
  return found;
}

/**
 * Whether a packet may influence an instance: V1 to V22 of `vrrp.md` section 2 in that order; the first failure
 * decides. V4, the state of the instance, is left to the caller and to `step`, which ignores such adverts.
 * A refused packet must not reach `step`. Pure; never throws, whatever the bytes.
 * @param ownAddresses addresses of this host on the interface the packet came in on
 */
export function acceptAdvert(
  packet: VrrpPacket,
  config: InstanceConfig,
  ownAddresses: readonly IpAddress[],
): Result<AcceptedAdvert, Refusal> {
  const { source, destination } = packet;
  if (isMulticast(destination) && ownAddresses.includes(source)) return err({ code: 'self', source });
  const vrid = readVrid(packet);
  if (!vrid.ok) return vrid;
  const ours = vrid.value === config.vrid && familyOf(source) === config.family;
  if (!ours) return err({ code: 'vridUnknown', vrid: vrid.value });
  const wrongTtl = refuseTtl(packet, config);
  if (wrongTtl !== undefined) return err(wrongTtl);
  const decoded = decodeAdvert(packet, config);
  if (!decoded.ok) return decoded;
  const { advert, checksum } = decoded.value;
  const wrongSender = refuseSender(packet, advert, config);
  if (wrongSender !== undefined) return err(wrongSender);
  return ok({ advert, checksum, findings: findings(advert, source, config) });
}
