import { familyOf, isMulticast, type IpAddress } from '../model/address.ts';
import type { InstanceConfig } from '../model/instance.ts';
import { acceptAdvert } from '../vrrp/accept.ts';
import { findingText, refusalText } from '../vrrp/refusal.ts';
import type { Sighting } from './sighting.ts';

/** The node that judges: what it is configured to be, and the addresses that it has. */
export interface Judge {
  readonly instances: readonly InstanceConfig[];
  /** Addresses of this host on an interface; of all its interfaces for `unknown`. */
  readonly addressesOf: (interfaceName: string | 'unknown') => readonly IpAddress[];
}

/**
 * What this node makes of a packet. `code`: the same for all packets with the same fault, whatever the numbers in it.
 * `own`: this host sent it. `unjudged`: no configuration was read.
 */
export type Verdict =
  | { readonly was: 'unjudged' | 'own' }
  | { readonly was: 'accepted'; readonly instance: string; readonly code: string; readonly findings: readonly string[] }
  | { readonly was: 'refused'; readonly instance: string | 'none'; readonly code: string; readonly text: string };

/** Whether `judge` would accept a packet, by the rules that its daemon goes by, and if not why. Never throws. */
export function judgeSighting(seen: Sighting, judge: Judge | undefined): Verdict {
  if (judge === undefined) return { was: 'unjudged' };
  const { packet, direction, vrid } = seen;
  const own = judge.addressesOf(seen.interface);
  // Only a live capture knows what was sent from here; of a file the address has to tell.
  if (direction === 'out' || (direction === 'unknown' && own.includes(packet.source))) return { was: 'own' };
  const instance = addressee(seen, judge.instances);
  if (instance === undefined) {
    const text = refusalText({ code: 'vridUnknown', vrid });
    return { was: 'refused', instance: 'none', code: 'vridUnknown', text: `${text}${taggedText(seen)}` };
  }
  const accepted = acceptAdvert(packet, instance, own);
  if (!accepted.ok) {
    const { error } = accepted;
    return { was: 'refused', instance: instance.name, code: error.code, text: refusalText(error) };
  }
  const { findings } = accepted.value;
  const code = findings.map((finding) => finding.code).join(' ');
  return { was: 'accepted', instance: instance.name, code, findings: findings.map(findingText) };
}

/** Which instance a packet is for: by VRID and family on its interface, and by multicast or unicast where two share the VRID. */
function addressee(seen: Sighting, instances: readonly InstanceConfig[]): InstanceConfig | undefined {
  const { vrid, interface: seenOn, vlans, packet } = seen;
  // A tagged frame goes to the interface of its VLAN and to none of the instances on the one that carries it.
  if (seenOn !== 'unknown' && vlans.length > 0) return undefined;
  const mode = isMulticast(packet.destination) ? 'multicast' : 'unicast';
  const candidates = instances.filter(
    (config) =>
      config.vrid === vrid &&
      config.family === familyOf(packet.source) &&
      (seenOn === 'unknown' || config.interface === seenOn),
  );
  return candidates.find(({ cast }) => cast.mode === mode) ?? candidates[0];
}

const taggedText = ({ vlans }: Sighting): string =>
  vlans.length === 0 ? '' : `: the frame is tagged for VLAN ${vlans.join('.')}`;
