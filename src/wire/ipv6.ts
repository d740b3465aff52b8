import { addressFromBytes } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';

export const IPV6_HEADER_BYTES = 40;

/** The fields of an IPv6 header (RFC 8200 §3) that VRRP looks at, and what follows the header. */
export interface Ipv6Packet {
  /** As written in the header; a truncated or padded packet has more or fewer bytes than this. */
  readonly payloadLength: number;
  /** Of the first header behind this one: VRRP has no extension headers. */
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly payload: Uint8Array;
}

/** Splits a packet. `undefined` when there is no whole IPv6 header. The payload is a view into `bytes`. Never throws. */
export function decodeIpv6(bytes: Uint8Array): Ipv6Packet | undefined {
  if (bytes.length < IPV6_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) >> 4 !== 6) return undefined;
  return {
    payloadLength: view.getUint16(4),
    nextHeader: view.getUint8(6),
    hopLimit: view.getUint8(7),
    source: addressFromBytes(bytes, 8, 6),
    destination: addressFromBytes(bytes, 24, 6),
    payload: bytes.subarray(IPV6_HEADER_BYTES),
  };
}
