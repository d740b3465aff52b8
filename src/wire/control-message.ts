/** Ancillary data of sockets (`cmsghdr` of 64-bit Linux): what arrives beside a packet, and what is sent with one. */
import { addressBytes, addressFromBytes, familyOf } from '../model/address.ts';
import type { IpAddress, IpFamily } from '../model/address.ts';

const HEADER_BYTES = 16;
const SOL_IP = 0;
const SOL_SOCKET = 1;
const SOL_IPV6 = 41;
const IP_TTL = 2;
const IP_PKTINFO = 8;
const IPV6_PKTINFO = 50;
const IPV6_HOPLIMIT = 52;
const SO_TIMESTAMPNS = 35;
const SOL_PACKET = 263;
const PACKET_AUXDATA = 8;
const VLAN_VALID = 0x10;
const VLAN_ID = 0x0fff;

/** What the kernel says about a received packet. `receivedAtUs`: wall clock. Absent: the kernel did not say. */
export interface ReceiveInfo {
  readonly interfaceIndex?: number;
  readonly receivedAtUs?: number;
  /** Of IPv6, whose header is not delivered. */
  readonly destination?: IpAddress;
  readonly hopLimit?: number;
  /** Id of a VLAN tag that the kernel has taken out of a frame (packet sockets). */
  readonly removedVlan?: number;
}

const align8 = (bytes: number): number => (bytes + 7) & ~7;

/** Reads the control area of a received packet; ends at the first impossible length. Never throws. */
export function decodeReceiveInfo(control: Uint8Array): ReceiveInfo {
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  const info: Told = {};
  for (let offset = 0; offset + HEADER_BYTES <= control.length;) {
    const bytes = view.getUint32(offset, true);
    const isLonger = view.getUint32(offset + 4, true) > 0;
    if (isLonger || bytes < HEADER_BYTES || offset + bytes > control.length) break;
    readMessage(view, offset, bytes - HEADER_BYTES, info);
    offset += align8(bytes);
  }
  return info;
}

type Told = { -readonly [Field in keyof ReceiveInfo]: ReceiveInfo[Field] };

function readMessage(view: DataView, offset: number, dataBytes: number, info: Told): void {
  const [level, type, at] = [view.getInt32(offset + 8, true), view.getInt32(offset + 12, true), offset + HEADER_BYTES];
  if (level === SOL_IP && type === IP_PKTINFO && dataBytes >= 12) info.interfaceIndex = view.getInt32(at, true);
  if (level === SOL_SOCKET && type === SO_TIMESTAMPNS && dataBytes >= 16) {
    info.receivedAtUs = view.getUint32(at, true) * 1_000_000 + view.getUint32(at + 8, true) / 1000;
  }
  if (level === SOL_IPV6 && type === IPV6_HOPLIMIT && dataBytes >= 4) info.hopLimit = view.getInt32(at, true);
  if (level === SOL_IPV6 && type === IPV6_PKTINFO && dataBytes >= 20) {
    info.destination = addressFromBytes(new Uint8Array(view.buffer, view.byteOffset + at), 0, 6);
    info.interfaceIndex = view.getInt32(at + 16, true);
  }
  if (level === SOL_PACKET && type === PACKET_AUXDATA && dataBytes >= 20) {
    const isTagged = (view.getUint32(at, true) & VLAN_VALID) !== 0;
    if (isTagged) info.removedVlan = view.getUint16(at + 16, true) & VLAN_ID;
  }
}

/** How one packet is to leave: interface, source address (must be local), TTL or hop limit 1 to 255. */
export interface SendInfo {
  readonly interfaceIndex: number;
  readonly source: IpAddress;
  readonly ttl: number;
}

/** `in_pktinfo` and `in6_pktinfo`, and where the rest stands. */
const FORMS: Readonly<Record<IpFamily, { pktinfoBytes: number; level: number; pktinfo: number; limit: number }>> = {
  4: { pktinfoBytes: 12, level: SOL_IP, pktinfo: IP_PKTINFO, limit: IP_TTL },
  6: { pktinfoBytes: 20, level: SOL_IPV6, pktinfo: IPV6_PKTINFO, limit: IPV6_HOPLIMIT },
};

/** Size of what {@link encodeSendInfo} writes. */
export const sendInfoBytes = (family: IpFamily): number =>
  align8(HEADER_BYTES + FORMS[family].pktinfoBytes) + align8(HEADER_BYTES + 4);

/** The control area that makes the kernel send a packet that way. */
export function encodeSendInfo({ interfaceIndex, source, ttl }: SendInfo): Uint8Array {
  const family = familyOf(source);
  const { pktinfoBytes, level, pktinfo, limit } = FORMS[family];
  const [indexAt, sourceAt] = family === 4 ? [0, 4] : [16, 0];
  const bytes = new Uint8Array(sendInfoBytes(family));
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, { dataBytes: pktinfoBytes, level, type: pktinfo });
  view.setInt32(HEADER_BYTES + indexAt, interfaceIndex, true);
  bytes.set(addressBytes(source), HEADER_BYTES + sourceAt);
  const second = align8(HEADER_BYTES + pktinfoBytes);
  writeHeader(view, second, { dataBytes: 4, level, type: limit });
  view.setInt32(second + HEADER_BYTES, ttl, true);
  return bytes;
}

interface Header {
  readonly dataBytes: number;
  readonly level: number;
  readonly type: number;
}

function writeHeader(view: DataView, offset: number, { dataBytes, level, type }: Header): void {
  view.setBigUint64(offset, BigInt(HEADER_BYTES + dataBytes), true);
  view.setInt32(offset + 8, level, true);
  view.setInt32(offset + 12, type, true);
}
