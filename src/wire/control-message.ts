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

/** What the kernel says about a received packet. `receivedAtNs`: wall clock. Absent: the kernel did not say. */
export interface ReceiveInfo {
  readonly interfaceIndex?: number;
  readonly receivedAtNs?: bigint;
  /** Of IPv6, whose header is not delivered. */
  readonly destination?: IpAddress;
  readonly hopLimit?: number;
}

interface Reader {
  readonly leastBytes: number;
  readonly read: (data: DataView) => ReceiveInfo;
}

const destinationIn = ({ buffer, byteOffset }: DataView): IpAddress =>
  addressFromBytes(new Uint8Array(buffer, byteOffset), 0, 6);

/** By level and type. */
const READERS: Readonly<Record<string, Reader>> = {
  [`${SOL_IP}/${IP_PKTINFO}`]: { leastBytes: 12, read: (data) => ({ interfaceIndex: data.getInt32(0, true) }) },
  [`${SOL_IPV6}/${IPV6_PKTINFO}`]: {
    leastBytes: 20,
    read: (data) => ({ destination: destinationIn(data), interfaceIndex: data.getInt32(16, true) }),
  },
  [`${SOL_IPV6}/${IPV6_HOPLIMIT}`]: { leastBytes: 4, read: (data) => ({ hopLimit: data.getInt32(0, true) }) },
  [`${SOL_SOCKET}/${SO_TIMESTAMPNS}`]: {
    leastBytes: 16,
    read: (data) => ({ receivedAtNs: data.getBigInt64(0, true) * 1_000_000_000n + data.getBigInt64(8, true) }),
  },
};

const align8 = (bytes: number): number => (bytes + 7) & ~7;

/** Reads the control area of a received packet; ends at the first impossible length. Never throws. */
export function decodeReceiveInfo(control: Uint8Array): ReceiveInfo {
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  let info: ReceiveInfo = {};
  for (let offset = 0; offset + HEADER_BYTES <= control.length;) {
    const length = Number(view.getBigUint64(offset, true));
    if (length < HEADER_BYTES || offset + length > control.length) break;
    const reader = READERS[`${view.getInt32(offset + 8, true)}/${view.getInt32(offset + 12, true)}`];
    const dataBytes = length - HEADER_BYTES;
    if (reader !== undefined && dataBytes >= reader.leastBytes) {
      const data = new DataView(control.buffer, control.byteOffset + offset + HEADER_BYTES, dataBytes);
      info = { ...info, ...reader.read(data) };
    }
    offset += align8(length);
  }
  return info;
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
