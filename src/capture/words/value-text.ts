import type { IpAddress } from '../../model/address.ts';
import type { Portrait, PortraitField } from '../portrait.ts';
import type { SeenChecksum } from '../sighting.ts';

const US_PER_S = 1_000_000;

/** The checksum forms in the words of `v3_checksum`; of version 2 there is only one. */
const CHECKSUM_TEXT: Readonly<Record<SeenChecksum, string>> = {
  pseudo: 'pseudo',
  rfc9568: 'rfc9568',
  pseudoGroup: 'pseudo (of the group)',
};

export const checksumText = ({ version, checksum }: Pick<Portrait, 'version' | 'checksum'>): string =>
  version === 2 ? 'v2' : CHECKSUM_TEXT[checksum];

export const secondsText = (us: number): string => `${Number((us / US_PER_S).toFixed(2))} s`;

export const intervalText = (intervalCs: number): string => `${intervalCs / 100} s`;

/** Many addresses are shortened: the whole list is in `--json`. */
const MOST_NAMED = 8;
export function addressesText(addresses: readonly IpAddress[]): string {
  if (addresses.length === 0) return 'no address';
  const more = addresses.length - MOST_NAMED;
  return addresses.slice(0, MOST_NAMED).join(' ') + (more > 0 ? ` and ${more} more` : '');
}

/** A field by keepalived's word for it, and its value. */
export function fieldText(field: PortraitField, portrait: Portrait): string {
  switch (field) {
    case 'version':
      return `version ${portrait.version}`;
    case 'priority':
      return `priority ${portrait.priority}`;
    case 'intervalCs':
      return `advert_int ${intervalText(portrait.intervalCs)}`;
    case 'addresses':
      return `addresses ${addressesText(portrait.addresses)}`;
    case 'authentication':
      return `auth ${portrait.authentication}`;
    case 'checksum':
      return `checksum ${checksumText(portrait)}`;
    case 'ttl':
      return `TTL ${portrait.ttl}`;
    case 'mac':
      return `MAC ${portrait.mac || 'unknown'}`;
  }
}
