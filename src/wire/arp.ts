import { addressBytes, addressFromBytes } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';

/** EtherType of ARP. */
export const ETHERTYPE_ARP = 0x0806;

/** Destination of broadcast frames. */
export const BROADCAST_MAC: Uint8Array = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

// Ethernet, IPv4, their address lengths, operation 1 (request)
const REQUEST_HEADER = Uint8Array.of(0, 1, 0x08, 0, 6, 4, 0, 1);

/**
 * A gratuitous ARP request: "`address` is at `mac`" (RFC 826; fields as keepalived sends them, `vrrp.md` 1.7).
 * 28 bytes, without the Ethernet header; it goes to {@link BROADCAST_MAC}. `mac`: six bytes.
 */
export function encodeGratuitousArp(address: IpAddress, mac: Uint8Array): Uint8Array {
  const ip = addressBytes(address);
  return Uint8Array.of(...REQUEST_HEADER, ...mac, ...ip, ...BROADCAST_MAC, ...ip);
}

const NOBODY_MAC = new Uint8Array(6);
const ARP_BYTES = 28;
const REPLY_HEADER = Uint8Array.of(0, 1, 0x08, 0, 6, 4, 0, 2);

/** "Who has `target`? Tell `source`, at `mac`." 28 bytes, for {@link BROADCAST_MAC}. RFC 826. */
export const encodeArpRequest = (target: IpAddress, source: IpAddress, mac: Uint8Array): Uint8Array =>
  Uint8Array.of(...REQUEST_HEADER, ...mac, ...addressBytes(source), ...NOBODY_MAC, ...addressBytes(target));

/** Who says "`address` is at `mac`" in answer to a request; `undefined` for anything else. Never throws. */
export function decodeArpReply(
  bytes: Uint8Array,
): { readonly address: IpAddress; readonly mac: Uint8Array } | undefined {
  if (bytes.length < ARP_BYTES || REPLY_HEADER.some((byte, index) => bytes[index] !== byte)) return undefined;
  return { address: addressFromBytes(bytes, 14), mac: bytes.slice(8, 14) };
}
