/** Why a packet is refused, and what is odd about one that is not. One code a check of `vrrp.md` section 2. */
import type { IpAddress } from '../model/address.ts';
import type { Vrid } from '../model/vrid.ts';
import { unreachable } from '../model/result.ts';
import type { VrrpState } from './state.ts';

/** Over what an IPv4 v3 checksum is computed: with the pseudo header of RFC 5798, or without (RFC 9568 §5.2.8). */
export type ChecksumForm = 'pseudo' | 'rfc9568';

/** A refused packet touches no timer and no state (V0). */
export type Refusal =
  | { readonly code: 'self'; readonly source: IpAddress }
  | {
      readonly code: 'length';
      readonly gotBytes: number;
      readonly wantBytes: number;
      /** `trailing28`: what keepalived 2.4 appends with `auth_hmac`. */
      readonly excess: 'none' | 'bytes' | 'trailing28';
    }
  | { readonly code: 'vridUnknown'; readonly vrid: number }
  | { readonly code: 'ignoredState'; readonly state: VrrpState }
  | {
      readonly code: 'ttl';
      /** Its name in this family. */
      readonly field: 'TTL' | 'hop limit';
      readonly got: number;
      readonly least: number;
      readonly most: number;
    }
  | { readonly code: 'version'; readonly got: number; readonly want: number }
  | { readonly code: 'type'; readonly got: number }
  | { readonly code: 'noAddresses'; readonly vrid: Vrid }
  | {
      readonly code: 'checksum';
      readonly got: number;
      readonly want: number;
      /** The form that would have matched. */
      readonly matches: ChecksumForm | 'neither';
    }
  | { readonly code: 'authTypeUnknown'; readonly got: number }
  | { readonly code: 'authTypeDiffers'; readonly got: number; readonly want: number }
  | { readonly code: 'password' }
  | { readonly code: 'interval'; readonly gotCs: number; readonly wantCs: number }
  | { readonly code: 'intervalZero' }
  | FirstNotLinkLocal
  | { readonly code: 'cast'; readonly destination: IpAddress; readonly want: 'multicast' | 'unicast' }
  | { readonly code: 'ownerHearsNothing'; readonly source: IpAddress }
  | ({ readonly code: 'otherAddresses' } & OtherAddresses)
  | { readonly code: 'unknownPeer'; readonly source: IpAddress };

interface FirstNotLinkLocal {
  readonly code: 'firstNotLinkLocal';
  readonly first: IpAddress;
}

/** How the address list of an advert differs from ours. */
interface OtherAddresses {
  readonly missing: readonly IpAddress[];
  readonly extra: readonly IpAddress[];
}

/** Something to note about a packet that was accepted. */
export type Finding =
  | { readonly code: 'intervalDiffers'; readonly gotCs: number; readonly wantCs: number }
  | { readonly code: 'twoOwners'; readonly source: IpAddress }
  | FirstNotLinkLocal
  | ({ readonly code: 'addressesDiffer' } & OtherAddresses);

/** Counter of each refusal; names follow RFC 6527 and keepalived (`vrrp.md` section 2). */
export const REFUSAL_COUNTERS = {
  self: 'rx_self',
  length: 'rx_len_error',
  vridUnknown: 'rx_vrid_unknown',
  ignoredState: 'rx_ignored_state',
  ttl: 'rx_ttl_error',
  version: 'rx_version_error',
  type: 'rx_type_error',
  noAddresses: 'rx_addrlist_error',
  checksum: 'rx_checksum_error',
  authTypeUnknown: 'rx_auth_invalid_type',
  authTypeDiffers: 'rx_auth_type_mismatch',
  password: 'rx_auth_failure',
  interval: 'rx_interval_error',
  intervalZero: 'rx_interval_error',
  firstNotLinkLocal: 'rx_addrlist_error',
  cast: 'rx_cast_error',
  ownerHearsNothing: 'rx_owner_ignored',
  otherAddresses: 'rx_addrlist_error',
  unknownPeer: 'rx_unknown_peer',
} as const satisfies Readonly<Record<Refusal['code'], string>>;

/** Counter of each finding. */
export const FINDING_COUNTERS = {
  intervalDiffers: 'rx_interval_mismatch',
  twoOwners: 'rx_owner_conflict',
  firstNotLinkLocal: 'rx_addrlist_error',
  addressesDiffer: 'rx_addrlist_error',
} as const satisfies Readonly<Record<Finding['code'], string>>;

const seconds = (cs: number): string => `${cs / 100} s`;
const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
const list = (addresses: readonly IpAddress[]): string => addresses.join(', ');

const EXCESS = {
  none: '',
  bytes: '',
  trailing28: ': the sender appends 28 bytes, as keepalived does with auth_hmac, which is not supported',
} as const;

const CHECKSUM_HINT = {
  neither: '',
  pseudo: ': it matches the form with pseudo header, write v3_checksum auto, or pseudo, here',
  rfc9568: ': it matches RFC 9568 without pseudo header, write v3_checksum auto, or v3_checksum_as_v2, here',
} as const;

const ttlWanted = (least: number, most: number): string => (least === most ? `${least}` : `${least} to ${most}`);

/** What differs, with the value received and the value wanted, for an operator. Never fails. */
export function refusalText(refusal: Refusal): string {
  switch (refusal.code) {
    case 'self':
      return `source ${refusal.source} is our own address: the packet was reflected, or another host has the address`;
    case 'length':
      return `message is ${refusal.gotBytes} bytes, expected ${refusal.wantBytes}${EXCESS[refusal.excess]}`;
    case 'vridUnknown':
      return `virtual_router_id ${refusal.vrid} is not configured on this interface`;
    case 'ignoredState':
      return `the instance takes no part in the election in state ${refusal.state}`;
    case 'ttl':
      return `${refusal.field} is ${refusal.got}, expected ${ttlWanted(refusal.least, refusal.most)}: the packet was routed`;
    case 'version':
      return `VRRP version is ${refusal.got}, ours is ${refusal.want}`;
    case 'type':
      return `VRRP type is ${refusal.got}, expected 1 (advertisement)`;
    case 'noAddresses':
      return `the advert for virtual_router_id ${refusal.vrid} lists no address, expected at least 1`;
    case 'checksum':
      return `checksum is ${hex(refusal.got)}, expected ${hex(refusal.want)}${CHECKSUM_HINT[refusal.matches]}`;
    case 'authTypeUnknown':
      return `authentication type is ${refusal.got}, expected 0 (none) or 1 (PASS)`;
    case 'authTypeDiffers':
      return `received a ${refusal.got} auth, expecting ${refusal.want}!`;
    case 'password':
      return 'received an invalid passwd!';
    case 'interval':
      return `advert_int is ${seconds(refusal.gotCs)}, ours is ${seconds(refusal.wantCs)}: both must be equal in VRRP 2`;
    case 'intervalZero':
      return 'advert_int is 0 s, expected at least 0.01 s';
    case 'firstNotLinkLocal':
      return `${firstNotLinkLocalText(refusal)}, and strict mode takes no other`;
    case 'cast':
      return `destination is ${refusal.destination}, expected a ${refusal.want} address`;
    case 'ownerHearsNothing':
      return `this router owns the address (priority 255) and ignores ${refusal.source}: owner_ignore_adverts`;
    case 'otherAddresses':
      return `${otherAddressesText(refusal)}, and vip_mismatch is drop`;
    case 'unknownPeer':
      return `source ${refusal.source} is not in unicast_peer`;
    default:
      return unreachable(refusal);
  }
}

const firstNotLinkLocalText = ({ first }: FirstNotLinkLocal): string =>
  `the advert lists ${first} first, expected a link-local address (fe80::/10)`;

function otherAddressesText({ missing, extra }: OtherAddresses): string {
  const parts = [
    ...(missing.length > 0 ? [`without our ${list(missing)}`] : []),
    ...(extra.length > 0 ? [`with ${list(extra)} that we do not have`] : []),
  ];
  return `the advert lists other addresses: ${parts.join(' and ')}`;
}

/** What is odd about an accepted advert, with both values, for an operator. Never fails. */
export function findingText(finding: Finding): string {
  switch (finding.code) {
    case 'intervalDiffers':
      return `advert_int is ${seconds(finding.gotCs)}, ours is ${seconds(finding.wantCs)}`;
    case 'twoOwners':
      return `CONFIGURATION ERROR: ${finding.source} has priority 255 like us, only one router may own the address`;
    case 'firstNotLinkLocal':
      return firstNotLinkLocalText(finding);
    case 'addressesDiffer':
      return otherAddressesText(finding);
    default:
      return unreachable(finding);
  }
}
