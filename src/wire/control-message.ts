/** Ancillary data of sockets (`cmsghdr` of 64-bit Linux): what arrives beside a packet, and what is sent with one. */
import { addressBytes } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';

const HEADER_BYTES = 16;
const SOL_IP = 0;
const SOL_SOCKET = 1;
const IP_TTL = 2;
const IP_PKTINFO = 8;
const SO_TIMESTAMPNS = 35;

/** What the kernel says about a received packet. `receivedAtNs`: wall clock. Absent: the kernel did not say. */
export interface ReceiveInfo {
  readonly interfaceIndex?: number;
  readonly receivedAtNs?: bigint;
}

const align8 = (bytes: number): number => (bytes + 7) & ~7;

/** Reads the control area of a received IPv4 packet; ends at the first impossible length. Never throws. */
export function decodeReceiveInfo(control: Uint8Array): ReceiveInfo {
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  const info: { interfaceIndex?: number; receivedAtNs?: bigint } = {};
  for (let offset = 0; offset + HEADER_BYTES <= control.length;) {
    const length = Number(view.getBigUint64(offset, true));
    if (length < HEADER_BYTES || offset + length > control.length) break;
    const kind = `${view.getInt32(offset + 8, true)}/${view.getInt32(offset + 12, true)}`;
    const data = offset + HEADER_BYTES;
    const dataBytes = length - HEADER_BYTES;
    if (kind === `${SOL_IP}/${IP_PKTINFO}` && dataBytes >= 12) info.interfaceIndex = view.getInt32(data, true);
    if (kind === `${SOL_SOCKET}/${SO_TIMESTAMPNS}` && dataBytes >= 16) {
      info.receivedAtNs = view.getBigInt64(data, true) * 1_000_000_000n + view.getBigInt64(data + 8, true);
    }
    offset += align8(length);
  }
  return info;
}

/** How one IPv4 packet is to leave: interface, source address (must be local), TTL 1 to 255. */
export interface SendInfo {
  readonly interfaceIndex: number;
  readonly source: IpAddress;
  readonly ttl: number;
}

/** Size of what {@link encodeSendInfo} writes. */
export const SEND_INFO_BYTES = align8(HEADER_BYTES + 12) + align8(HEADER_BYTES + 4);

/** The control area that makes the kernel send a packet that way. */
export function encodeSendInfo({ interfaceIndex, source, ttl }: SendInfo): Uint8Array {
  const bytes = new Uint8Array(SEND_INFO_BYTES);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, { dataBytes: 12, type: IP_PKTINFO });
  view.setInt32(HEADER_BYTES, interfaceIndex, true);
  bytes.set(addressBytes(source), HEADER_BYTES + 4);
  const second = align8(HEADER_BYTES + 12);
  writeHeader(view, second, { dataBytes: 4, type: IP_TTL });
  view.setInt32(second + HEADER_BYTES, ttl, true);
  return bytes;
}

function writeHeader(view: DataView, offset: number, { dataBytes, type }: { dataBytes: number; type: number }): void {
  view.setBigUint64(offset, BigInt(HEADER_BYTES + dataBytes), true);
  view.setInt32(offset + 8, SOL_IP, true);
  view.setInt32(offset + 12, type, true);
}
