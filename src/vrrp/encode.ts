import { ADDRESS_BYTES, addressBytes, familyOf } from '../model/address.ts';
import type { Authentication } from '../model/instance.ts';
import type { Route } from '../wire/checksum.ts';
import { AUTH_DATA_BYTES, authData, authType } from './auth.ts';
import { ADVERTISEMENT, HEADER_BYTES, advertChecksum, checksumForm, messageBytes, writeChecksum } from './layout.ts';
import type { ChecksumForm } from './refusal.ts';
import type { Advert } from './state.ts';

/** An advert to send, with all that its bytes depend on. `authentication` is for version 2, `v3Checksum` for 3. */
export interface OutgoingAdvert extends Advert, Route {
  readonly authentication: Authentication;
  readonly v3Checksum: ChecksumForm;
}

const within = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** Bytes 4 and 5: authentication type and seconds in version 2, 12 bits of centiseconds in version 3. */
function intervalBytes({ version, advertIntervalCs, authentication }: OutgoingAdvert): readonly [number, number] {
  if (version === 3) {
    if (!within(advertIntervalCs, 1, 4095)) throw new RangeError(`${advertIntervalCs} cs is no interval of VRRP 3`);
    return [advertIntervalCs >> 8, advertIntervalCs & 0xff];
  }
  const advertIntervalS = advertIntervalCs / 100;
  if (!within(advertIntervalS, 1, 255)) throw new RangeError(`${advertIntervalCs} cs is no interval of VRRP 2`);
  return [authType(authentication), advertIntervalS];
}

/**
 * The VRRP message of an advert, checksum included (RFC 3768 §5.1, RFC 9568 §5.1).
 * With a pseudo header the bytes depend on the destination: each unicast peer gets its own message.
 * Throws `RangeError` on values that a checked configuration cannot contain: an interval out of range (1 to 255 whole
 * seconds in version 2, 1 to 4095 cs in 3), more than 255 addresses, none in version 3 (RFC 9568 §5.2.5), version 2 over
 * IPv6, addresses of another family than the source.
 */
export function encodeAdvert(advert: OutgoingAdvert): Uint8Array {
  const { version, vrid, priority, addresses } = advert;
  const family = familyOf(advert.source);
  const leastAddresses = version === 3 ? 1 : 0;
  if (!within(addresses.length, leastAddresses, 255)) {
    throw new RangeError(`VRRP ${version} carries ${leastAddresses} to 255 addresses, not ${addresses.length}`);
  }
  if (version === 2 && family === 6) throw new RangeError('VRRP 2 knows no IPv6');
  if (addresses.some((address) => familyOf(address) !== family)) throw new RangeError('addresses of two families');
  const message = new Uint8Array(messageBytes({ version, family }, addresses.length));
  message.set([(version << 4) | ADVERTISEMENT, vrid, priority, addresses.length, ...intervalBytes(advert)]);
  addresses.forEach((address, i) => message.set(addressBytes(address), HEADER_BYTES + ADDRESS_BYTES[family] * i));
  if (version === 2) message.set(authData(advert.authentication), message.length - AUTH_DATA_BYTES);
  writeChecksum(message, advertChecksum(message, checksumForm(advert, advert), advert));
  return message;
}
