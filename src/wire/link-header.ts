/** What stands before an IP packet in a captured frame: Ethernet with VLAN tags, and what tcpdump writes in its place. */
import { ETHERTYPE_IPV6 } from './neighbour.ts';
import { viewOf } from './netlink/message.ts';

export const ETHERTYPE_IPV4 = 0x0800;

/** EtherTypes of VLAN tags: 802.1Q, 802.1ad, and the one that older switches use for the outer tag. */
export const VLAN_ETHERTYPES: readonly number[] = [0x8100, 0x88a8, 0x9100];
const MOST_VLANS = 4;
const VLAN_ID = 0x0fff;
const OUTGOING = 4;

/** LINKTYPE_ numbers: the registry of capture files. */
export const LINK_TYPE = {
  null: 0,
  ethernet: 1,
  rawIp: 101,
  cooked: 113,
  ipv4: 228,
  ipv6: 229,
  cooked2: 276,
} as const;

export interface LinkPayload {
  readonly etherType: number;
  /** VLAN ids, the outer one first. */
  readonly vlans: readonly number[];
  /** Empty where the header has none. */
  readonly sourceMac: Uint8Array;
  readonly direction: 'in' | 'out' | 'unknown';
  /** Index of the interface at the host that captured it. */
  readonly interfaceIndex?: number;
  /** A view into the frame, padding included. */
  readonly payload: Uint8Array;
}

type Header = Omit<LinkPayload, 'vlans' | 'payload'> & { readonly bytes: number };

const NO_MAC = new Uint8Array();

/** `undefined` for a frame shorter than its header and for a link type that nobody speaks VRRP on. Never throws. */
export function decodeFrame(linkType: number, frame: Uint8Array): LinkPayload | undefined {
  const header = HEADERS[linkType]?.(frame);
  if (header === undefined || header.bytes > frame.length) return undefined;
  const { bytes, ...link } = header;
  return untagged({ ...link, vlans: [], payload: frame.subarray(bytes) });
}

/** Takes VLAN tags off the payload. */
function untagged(link: LinkPayload): LinkPayload | undefined {
  if (!VLAN_ETHERTYPES.includes(link.etherType)) return link;
  if (link.payload.length < 4 || link.vlans.length >= MOST_VLANS) return undefined;
  const view = viewOf(link.payload);
  const vlans = [...link.vlans, view.getUint16(0) & VLAN_ID];
  return untagged({ ...link, vlans, etherType: view.getUint16(2), payload: link.payload.subarray(4) });
}

const HEADERS: Readonly<Record<number, (frame: Uint8Array) => Header | undefined>> = {
  [LINK_TYPE.ethernet]: (frame) =>
    frame.length < 14
      ? undefined
      : {
          bytes: 14,
          etherType: viewOf(frame).getUint16(12),
          sourceMac: frame.slice(6, 12),
          direction: 'unknown',
        },
  [LINK_TYPE.cooked]: (frame) => {
    if (frame.length < 16) return undefined;
    const view = viewOf(frame);
    return {
      bytes: 16,
      etherType: view.getUint16(14),
      sourceMac: macIn(frame, 6, view.getUint16(4)),
      direction: view.getUint16(0) === OUTGOING ? 'out' : 'in',
    };
  },
  [LINK_TYPE.cooked2]: (frame) => {
    if (frame.length < 20) return undefined;
    const view = viewOf(frame);
    return {
      bytes: 20,
      etherType: view.getUint16(0),
      sourceMac: macIn(frame, 12, view.getUint8(11)),
      direction: view.getUint8(10) === OUTGOING ? 'out' : 'in',
      interfaceIndex: view.getUint32(4),
    };
  },
  // The family is in the byte order of whoever captured it, and numbered otherwise on each system: IP says it itself.
  [LINK_TYPE.null]: (frame) => ipHeader(frame, 4),
  [LINK_TYPE.rawIp]: (frame) => ipHeader(frame, 0),
  [LINK_TYPE.ipv4]: (frame) => ipHeader(frame, 0),
  [LINK_TYPE.ipv6]: (frame) => ipHeader(frame, 0),
};

const macIn = (frame: Uint8Array, offset: number, bytes: number): Uint8Array =>
  bytes === 6 ? frame.slice(offset, offset + bytes) : NO_MAC;

function ipHeader(frame: Uint8Array, bytes: number): Header | undefined {
  const version = (frame[bytes] ?? 0) >> 4;
  const etherType = version === 4 ? ETHERTYPE_IPV4 : version === 6 ? ETHERTYPE_IPV6 : undefined;
  return etherType === undefined ? undefined : { bytes, etherType, sourceMac: NO_MAC, direction: 'unknown' };
}
