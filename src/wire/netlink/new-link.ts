/** Bodies of RTM_NEWLINK that create virtual links. */
import { attribute, concatenate, nested, text, u32, u8 } from './attribute.ts';
import { linkHeader } from './link.ts';

const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_LINK = 5;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_FD = 28;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const IFLA_BR_MCAST_SNOOPING = 23;
const IFLA_MACVLAN_MODE = 1;
const MACVLAN_MODE = { private: 1, bridge: 4 } as const;

/** A cable with two ends; `peerNamespaceFd`: where the other end appears, else beside the first. */
export interface VethPair {
  readonly name: string;
  readonly peerName: string;
  readonly peerNamespaceFd?: number;
}

export interface Bridge {
  readonly name: string;
  readonly multicastSnooping: 'on' | 'off';
}

export interface Macvlan {
  readonly name: string;
  readonly parentIndex: number;
  readonly mode: keyof typeof MACVLAN_MODE;
  readonly mac: Uint8Array;
}

export function encodeVethPair(pair: VethPair): Uint8Array {
  const peer = [linkHeader(0), text(IFLA_IFNAME, pair.peerName)];
  if (pair.peerNamespaceFd !== undefined) peer.push(u32(IFLA_NET_NS_FD, pair.peerNamespaceFd));
  return newLink(pair.name, 'veth', [nested(VETH_INFO_PEER, peer)]);
}

export const encodeBridge = (bridge: Bridge): Uint8Array =>
  newLink(bridge.name, 'bridge', [u8(IFLA_BR_MCAST_SNOOPING, bridge.multicastSnooping === 'on' ? 1 : 0)]);

export const encodeMacvlan = ({ name, parentIndex, mode, mac }: Macvlan): Uint8Array =>
  concatenate([
    newLink(name, 'macvlan', [u32(IFLA_MACVLAN_MODE, MACVLAN_MODE[mode])]),
    u32(IFLA_LINK, parentIndex),
    attribute(IFLA_ADDRESS, mac),
  ]);

function newLink(name: string, kind: string, data: readonly Uint8Array[]): Uint8Array {
  const info = nested(IFLA_LINKINFO, [text(IFLA_INFO_KIND, kind), nested(IFLA_INFO_DATA, data)]);
  return concatenate([linkHeader(0), text(IFLA_IFNAME, name), info]);
}
