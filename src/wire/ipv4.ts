import { addressFromBytes } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';

const MIN_HEADER_BYTES = 20;

/** The fields of an IPv4 header (RFC 791 §3.1) that VRRP looks at, and what follows the header. */
export interface Ipv4Packet {
  readonly headerBytes: number;
  /** As written in the header; a truncated or padded packet has more or fewer bytes than this. */
  readonly totalLength: number;
  readonly ttl: number;
  /** Of a fragment, in bytes; 0 for a whole packet and the first fragment, which alone have the header of what they carry. */
  readonly fragmentOffset: number;
  readonly protocol: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly payload: Uint8Array;
}

/**
 * Splits what a raw IPv4 socket delivers. `undefined` when there is no whole IPv4 header; lengths and checksum are not
 * judged (the kernel has verified the header checksum). The payload is a view into `bytes`. Never throws.
 */
export function decodeIpv4(bytes: Uint8Array): Ipv4Packet | undefined {
  if (bytes.length < MIN_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const versionAndLength = view.getUint8(0);
  const headerBytes = (versionAndLength & 0x0f) * 4;
  if (versionAndLength >> 4 !== 4 || headerBytes < MIN_HEADER_BYTES || headerBytes > bytes.length) return undefined;
  return {
    headerBytes,
    totalLength: view.getUint16(2),
    ttl: view.getUint8(8),
    fragmentOffset: (view.getUint16(6) & 0x1fff) * 8,
    protocol: view.getUint8(9),
    source: addressFromBytes(bytes, 12),
    destination: addressFromBytes(bytes, 16),
    payload: bytes.subarray(headerBytes),
  };
}
