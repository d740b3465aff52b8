/** Links as rtnetlink reports them, and the requests that change one (RFC 3549 §3.3.2 and the kernel's if_link.h). */
import { attribute, concatenate, text, u32 } from './attribute.ts';
import { decodeAttributes, textFromBytes, viewOf } from './message.ts';
import type { NetlinkMessage } from './message.ts';

export const RTM_NEWLINK = 16;
export const RTM_DELLINK = 17;
export const RTM_GETLINK = 18;

const AF_UNSPEC = 0;
const BODY_BYTES = 16;
const IFF_UP = 0x1;
const IFF_RUNNING = 0x40;
const IFF_LOWER_UP = 0x1_0000;
const WORKING = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;
const ARPHRD_ETHER = 1;
const ARPHRD_LOOPBACK = 772;

const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_IFALIAS = 20;
const IFLA_NET_NS_FD = 28;
const IFLA_INFO_KIND = 1;

/** A link as the kernel reports it. `running`: up, and the driver says that frames can pass. */
export interface LinkMessage {
  readonly index: number;
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly running: 'yes' | 'no';
  readonly kind: 'ethernet' | 'loopback' | 'other';
  /** The driver of a virtual link (`macvlan`, `veth`, …) and the link below it; empty and 0 where there is none. */
  readonly driver: string;
  readonly parentIndex: number;
  /** What somebody noted about the link. */
  readonly alias: string;
}

/** `ifinfomsg`. Only the flags in `changeMask` are touched. */
export function linkHeader(index: number, flags = 0, changeMask = 0): Uint8Array {
  const header = new Uint8Array(BODY_BYTES);
  const view = viewOf(header);
  view.setInt32(4, index, true);
  view.setUint32(8, flags, true);
  view.setUint32(12, changeMask, true);
  return header;
}

/** The body of a dump request for all links, and of RTM_DELLINK for one. */
export const encodeLinkDump = (): Uint8Array => linkHeader(0);
export const encodeDeleteLink = (index: number): Uint8Array => linkHeader(index);

/** The body of RTM_NEWLINK that sets a link up or down. */
export const encodeLinkState = (index: number, state: 'up' | 'down'): Uint8Array =>
  linkHeader(index, state === 'up' ? IFF_UP : 0, IFF_UP);

/** The body of RTM_NEWLINK that makes a link a port of a bridge. */
export const encodeSetMaster = (index: number, masterIndex: number): Uint8Array =>
  concatenate([linkHeader(index), u32(IFLA_MASTER, masterIndex)]);

/** The body of RTM_NEWLINK that changes the MAC address. */
export const encodeSetMac = (index: number, mac: Uint8Array): Uint8Array =>
  concatenate([linkHeader(index), attribute(IFLA_ADDRESS, mac)]);

/** The body of RTM_GETLINK for one link. */
export const encodeGetLink = (name: string): Uint8Array => concatenate([linkHeader(0), text(IFLA_IFNAME, name)]);

/** The body of RTM_NEWLINK that notes something about a link, up to 255 characters. */
export const encodeAlias = (index: number, alias: string): Uint8Array =>
  concatenate([linkHeader(index), text(IFLA_IFALIAS, alias)]);

const NOTHING = new Uint8Array();

const within = (attributes: Uint8Array, type: number): Uint8Array => decodeAttributes(attributes).get(type) ?? NOTHING;

/** The body of RTM_NEWLINK that moves a link into the network namespace behind a descriptor. */
export const encodeMoveToNamespace = (index: number, namespaceFd: number): Uint8Array =>
  concatenate([linkHeader(index), u32(IFLA_NET_NS_FD, namespaceFd)]);

/**
 * Reads RTM_NEWLINK or RTM_DELLINK. `undefined` for what is no statement about a whole link: other families (a bridge
 * reports its ports with AF_BRIDGE, also as "deleted"), messages without name or MTU, and short ones. Never throws.
 */
export function decodeLink({ body }: NetlinkMessage): LinkMessage | undefined {
  if (body.length < BODY_BYTES || body[0] !== AF_UNSPEC) return undefined;
  const view = viewOf(body);
  const attributes = decodeAttributes(body.subarray(BODY_BYTES));
  const name = attributes.get(IFLA_IFNAME);
  const mtu = attributes.get(IFLA_MTU);
  if (name === undefined || mtu === undefined || mtu.length < 4) return undefined;
  const parent = attributes.get(IFLA_LINK);
  return {
    index: view.getInt32(4, true),
    name: textFromBytes(name),
    mac: (attributes.get(IFLA_ADDRESS) ?? new Uint8Array()).slice(),
    mtu: viewOf(mtu).getUint32(0, true),
    running: (view.getUint32(8, true) & WORKING) === WORKING ? 'yes' : 'no',
    kind: linkKind(view.getUint16(2, true)),
    driver: textFromBytes(within(attributes.get(IFLA_LINKINFO) ?? NOTHING, IFLA_INFO_KIND)),
    parentIndex: parent === undefined || parent.length < 4 ? 0 : viewOf(parent).getUint32(0, true),
    alias: textFromBytes(attributes.get(IFLA_IFALIAS) ?? NOTHING),
  };
}

function linkKind(hardwareType: number): LinkMessage['kind'] {
  if (hardwareType === ARPHRD_ETHER) return 'ethernet';
  return hardwareType === ARPHRD_LOOPBACK ? 'loopback' : 'other';
}
