import { addressBytes, familyOf } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';

/** Between whom a packet travels. Both of one family. */
export interface Route {
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

/** What a checksum covers in front of a message of `lengthBytes`: RFC 5798 §5.2.8 for IPv4, RFC 8200 §8.1 for IPv6. */
export function pseudoHeader({ source, destination }: Route, protocol: number, lengthBytes: number): Uint8Array {
  const length = [lengthBytes >> 8, lengthBytes & 0xff];
  const rest = familyOf(source) === 4 ? [0, protocol, ...length] : [0, 0, ...length, 0, 0, 0, protocol];
  return Uint8Array.of(...addressBytes(source), ...addressBytes(destination), ...rest);
}

/**
 * The Internet checksum (RFC 1071): one's complement of the one's complement sum of 16-bit words in network order.
 *
 * The parts are read as one byte string, so a pseudo header is simply the first part; an odd total length is padded
 * with a zero byte. With the checksum field zero the result is what to write there; over a message that carries its
 * checksum the result is 0 exactly when the message is intact.
 */
export function internetChecksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  let position = 0;
  for (const part of parts) {
    for (const byte of part) {
      sum += position % 2 === 0 ? byte << 8 : byte;
      position += 1;
    }
  }
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}
