import type { Brand } from './brand.ts';

/** An IPv4 address in dotted form without leading zeros, as the kernel prints it. */
export type IpAddress = Brand<string, 'IpAddress'>;

/** VRRP's multicast group for IPv4 (RFC 9568 §5.1.1.2). */
export const VRRP_GROUP_IPV4 = '224.0.0.18' as IpAddress;

const OCTET = /^(0|[1-9]\d{0,2})$/;

/** Reads a dotted address. Strict: four decimal octets, no leading zeros, no blanks. Otherwise `undefined`. */
export function parseIpv4(text: string): IpAddress | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  return octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255) ? (text as IpAddress) : undefined;
}

/** The four octets in network byte order. */
export const addressBytes = (address: IpAddress): Uint8Array => Uint8Array.from(address.split('.').map(Number));

/** The inverse of {@link addressBytes}; reads 4 bytes at `offset`. */
export function addressFromBytes(bytes: Uint8Array, offset = 0): IpAddress {
  return Array.from(bytes.subarray(offset, offset + 4)).join('.') as IpAddress;
}

/** Unsigned comparison in network byte order (RFC 9568 §6.4.3): negative when `a` is lower. */
export function compareAddresses(a: IpAddress, b: IpAddress): number {
  const [left, right] = [addressBytes(a), addressBytes(b)];
  const index = left.findIndex((byte, i) => byte !== right[i]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

/** Whether the address is in 224.0.0.0/4. */
export const isMulticast = (address: IpAddress): boolean => ((addressBytes(address)[0] ?? 0) & 0xf0) === 0xe0;
