import type { IpAddress } from '../model/address.ts';
import type { Refusal } from '../vrrp/refusal.ts';
import type { SeenAdvert, SeenChecksum, Sighting } from './sighting.ts';
import type { Verdict } from './verdict.ts';

/** What a sender looks like on the wire; two packets that look the same are not worth two lines. */
export interface Portrait {
  readonly version: 2 | 3;
  readonly priority: number;
  readonly intervalCs: number;
  readonly addresses: readonly IpAddress[];
  readonly authentication: SeenAdvert['authentication'];
  readonly checksum: SeenChecksum;
  readonly ttl: number;
  /** `00:00:5e:00:01:33`; empty where the link has none. */
  readonly mac: string;
}

export type PortraitField = keyof Portrait;

export const macText = (mac: Uint8Array): string =>
  Array.from(mac, (octet) => octet.toString(16).padStart(2, '0')).join(':');

export function portraitOf(advert: SeenAdvert, { packet, sourceMac }: Sighting): Portrait {
  return {
    version: advert.version,
    priority: advert.priority,
    intervalCs: advert.advertIntervalCs,
    addresses: advert.addresses,
    authentication: advert.authentication,
    checksum: advert.checksum,
    ttl: packet.ttl,
    mac: macText(sourceMac),
  };
}

const FIELDS: readonly PortraitField[] = [
  'version',
  'priority',
  'intervalCs',
  'addresses',
  'authentication',
  'checksum',
  'ttl',
  'mac',
];

/** The fields in which two portraits differ, in a fixed order. */
export const differences = (a: Portrait, b: Portrait): readonly PortraitField[] =>
  FIELDS.filter((field) => String(a[field]) !== String(b[field]));

/** Somebody who sends VRRP for one virtual router. */
export interface Sender {
  readonly source: IpAddress;
  /** Everybody it was seen to send to: the group, or its unicast peers. At most {@link MOST_DESTINATIONS}. */
  readonly destinations: readonly IpAddress[];
  /** Of its last whole advert with a priority above 0; none: nothing it sent was one. */
  readonly portrait: Portrait | undefined;
  /** Octets of the password, see {@link SeenAdvert.secret}. */
  readonly secret: string;
  readonly packets: number;
  /** Of the last packet that is an advert. `left`: it said priority 0. */
  readonly state: 'speaking' | 'left' | 'silent';
  /** Of its last advert; `unknown`: the file has no times. */
  readonly lastAtUs: number | 'unknown';
  readonly verdict: Verdict;
  /** Packets that no router accepts, by what is wrong with them: the last one of each kind, and how many. */
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly refusal: Refusal;
  readonly packets: number;
}

export const MOST_DESTINATIONS = 64;
