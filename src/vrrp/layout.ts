/** Where the fields of an advert are, and what its checksum covers; what encoding and decoding have in common. */
import { ADDRESS_BYTES, familyOf } from '../model/address.ts';
import type { IpFamily } from '../model/address.ts';
import type { InstanceConfig } from '../model/instance.ts';
import { internetChecksum, pseudoHeader } from '../wire/checksum.ts';
import type { Route } from '../wire/checksum.ts';
import { AUTH_DATA_BYTES } from './auth.ts';
import type { ChecksumForm } from './refusal.ts';

/** Common header (RFC 9568 §5.1, RFC 3768 §5.1). */
export const HEADER_BYTES = 8;
export const ADVERTISEMENT = 1;

/** IP protocol number of VRRP. */
const PROTOCOL = 112;
const CHECKSUM_OFFSET = 6;
/** The count of addresses is one octet (RFC 9568 §5.2.5). */
const ADDRESSES_MAX = 255;
const IP_HEADER_BYTES: Readonly<Record<IpFamily, number>> = { 4: 20, 6: 40 };

/** What the length of a message depends on, beside the number of addresses. */
export type AdvertKind = Pick<InstanceConfig, 'version' | 'family'>;

/** Length of a whole message: version 2 ends with 8 octets of authentication data. */
export const messageBytes = ({ version, family }: AdvertKind, addressCount: number): number =>
  HEADER_BYTES + ADDRESS_BYTES[family] * addressCount + (version === 2 ? AUTH_DATA_BYTES : 0);

/** How many addresses an advert can list that leaves an interface of this MTU in one piece. */
export function advertCapacity(kind: AdvertKind, mtuBytes: number): number {
  const roomBytes = mtuBytes - IP_HEADER_BYTES[kind.family] - messageBytes(kind, 0);
  return Math.min(ADDRESSES_MAX, Math.max(0, Math.floor(roomBytes / ADDRESS_BYTES[kind.family])));
}

/**
 * Over what the checksum of an instance's adverts is computed. Version 2 covers the message alone (RFC 3768 §5.3.8) and
 * is form `rfc9568` here, version 3 over IPv6 the pseudo header too (RFC 9568 §5.2.8); version 3 over IPv4 is read both
 * ways by implementations, `vrrp.md` 1.4.
 */
export function checksumForm(
  { version, v3Checksum }: { readonly version: 2 | 3; readonly v3Checksum: ChecksumForm },
  { source }: Route,
): ChecksumForm {
  if (version === 2) return 'rfc9568';
  return familyOf(source) === 6 ? 'pseudo' : v3Checksum;
}

/**
 * The checksum a message must carry; what stands in its checksum field is taken as zero.
 * @returns 0..65535
 */
export function advertChecksum(message: Uint8Array, form: ChecksumForm, route: Route): number {
  const blank = message.slice();
  blank.fill(0, CHECKSUM_OFFSET, HEADER_BYTES);
  return internetChecksum(form === 'pseudo' ? [pseudoHeader(route, PROTOCOL, message.length), blank] : [blank]);
}

/** The checksum field of a message of at least 8 octets. */
export const checksumField = (message: Uint8Array): number =>
  ((message[CHECKSUM_OFFSET] ?? 0) << 8) | (message[CHECKSUM_OFFSET + 1] ?? 0);

/** Fills the checksum field in place. */
export function writeChecksum(message: Uint8Array, checksum: number): void {
  message.set([checksum >> 8, checksum & 0xff], CHECKSUM_OFFSET);
}
