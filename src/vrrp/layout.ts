/** Where the fields of an advert are, and what its checksum covers; what encoding and decoding have in common. */
import { addressBytes } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';
import { internetChecksum } from '../wire/checksum.ts';
import { AUTH_DATA_BYTES } from './auth.ts';
import type { ChecksumForm } from './refusal.ts';

/** Common header (RFC 9568 §5.1, RFC 3768 §5.1). */
export const HEADER_BYTES = 8;
export const IPV4_BYTES = 4;
export const ADVERTISEMENT = 1;

/** IP protocol number of VRRP. */
const PROTOCOL = 112;
const CHECKSUM_OFFSET = 6;

/** Length of a whole message over IPv4: version 2 ends with 8 octets of authentication data. */
export const messageBytes = (version: 2 | 3, addressCount: number): number =>
  HEADER_BYTES + IPV4_BYTES * addressCount + (version === 2 ? AUTH_DATA_BYTES : 0);

/** Between whom a message travels, for the pseudo header. */
export interface Route {
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

const pseudoHeader = (route: Route, lengthBytes: number): Uint8Array =>
  Uint8Array.of(
    ...addressBytes(route.source),
    ...addressBytes(route.destination),
    0,
    PROTOCOL,
    lengthBytes >> 8,
    lengthBytes & 0xff,
  );

/**
 * The checksum a message must carry; what stands in its checksum field is taken as zero.
 * Version 2 covers the message alone (RFC 3768 §5.3.8) and is form `rfc9568` here; version 3 over IPv4 is read both
 * ways by implementations, `vrrp.md` 1.4.
 * @returns 0..65535
 */
export function advertChecksum(message: Uint8Array, form: ChecksumForm, route: Route): number {
  const blank = message.slice();
  blank.fill(0, CHECKSUM_OFFSET, HEADER_BYTES);
  return internetChecksum(form === 'pseudo' ? [pseudoHeader(route, message.length), blank] : [blank]);
}

/** The checksum field of a message of at least 8 octets. */
export const checksumField = (message: Uint8Array): number =>
  ((message[CHECKSUM_OFFSET] ?? 0) << 8) | (message[CHECKSUM_OFFSET + 1] ?? 0);

/** Fills the checksum field in place. */
export function writeChecksum(message: Uint8Array, checksum: number): void {
  message.set([checksum >> 8, checksum & 0xff], CHECKSUM_OFFSET);
}
