/** Settings of one interface, as `net.ipv4.conf` shows them, by rtnetlink: no file below /proc need be writable. */
import { concatenate, nested, u32, u8 } from './attribute.ts';
import { linkHeader } from './link.ts';
import { decodeAttributes, viewOf } from './message.ts';
import type { NetlinkMessage } from './message.ts';

export const RTM_NEWNETCONF = 80;

const IFINFOMSG_BYTES = 16;
const NETCONFMSG_BYTES = 4;
const NETCONFA_IFINDEX = 1;
const IFLA_AF_SPEC = 26;
const AF_INET = 2;
const AF_INET6 = 10;
const IFLA_INET_CONF = 1;
const IFLA_INET6_ADDR_GEN_MODE = 8;
const ADDR_GEN_MODE_NONE = 1;

/** IPv4 settings of one interface that we touch, by the kernel's number (uapi `linux/ip.h`). */
const IPV4_SETTINGS = { rp_filter: 8, arp_announce: 18, arp_ignore: 19, promote_secondaries: 20 } as const;
export type Ipv4Setting = keyof typeof IPV4_SETTINGS;

/** The body of RTM_NEWLINK that changes IPv4 settings of an interface: what `net.ipv4.conf` shows under its name. */
export function encodeIpv4Settings(
  index: number,
  settings: Readonly<Partial<Record<Ipv4Setting, number>>>,
): Uint8Array {
  const values = Object.entries(settings).map(([name, value]) => u32(IPV4_SETTINGS[name as Ipv4Setting], value));
  return familySettings(index, AF_INET, nested(IFLA_INET_CONF, values));
}

/** The body of RTM_NEWLINK that keeps the kernel from making link-local addresses of the MAC. */
export const encodeNoIpv6Address = (index: number): Uint8Array =>
  familySettings(index, AF_INET6, u8(IFLA_INET6_ADDR_GEN_MODE, ADDR_GEN_MODE_NONE));

const familySettings = (index: number, family: number, settings: Uint8Array): Uint8Array =>
  concatenate([linkHeader(index), nested(IFLA_AF_SPEC, [nested(family, [settings])])]);

/** One IPv4 setting in a report of a link; `undefined` when IPv4 is off there. */
export function decodeIpv4Setting({ body }: NetlinkMessage, setting: Ipv4Setting): number | undefined {
  const families = decodeAttributes(within(body.subarray(IFINFOMSG_BYTES), IFLA_AF_SPEC));
  const values = within(families.get(AF_INET) ?? NOTHING, IFLA_INET_CONF);
  const offset = (IPV4_SETTINGS[setting] - 1) * 4;
  return offset + 4 <= values.length ? viewOf(values).getUint32(offset, true) : undefined;
}

/**
 * Reads RTM_NEWNETCONF, which the kernel sends when a program has written a setting: the interface it is about.
 * `undefined` when that is none (`all`, `default`).
 */
export function decodeSettingsChange({ body }: NetlinkMessage): number | undefined {
  if (body.length < NETCONFMSG_BYTES || body[0] !== AF_INET) return undefined;
  const index = decodeAttributes(body.subarray(NETCONFMSG_BYTES)).get(NETCONFA_IFINDEX);
  const value = index === undefined || index.length < 4 ? 0 : viewOf(index).getInt32(0, true);
  return value > 0 ? value : undefined;
}

const NOTHING = new Uint8Array();

const within = (attributes: Uint8Array, type: number): Uint8Array => decodeAttributes(attributes).get(type) ?? NOTHING;
