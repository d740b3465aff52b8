import type { Brand } from './brand.ts';

/** An IP address in the one form its family is written in here: dotted without leading zeros, or as RFC 5952 §4. */
export type IpAddress = Brand<string, 'IpAddress'>;

export type IpFamily = 4 | 6;

/** Octets of an address. */
export const ADDRESS_BYTES: Readonly<Record<IpFamily, number>> = { 4: 4, 6: 16 };

/** VRRP's multicast groups (RFC 9568 §5.1.1.2, §5.1.2.2). */
export const VRRP_GROUPS: Readonly<Record<IpFamily, IpAddress>> = {
  4: '224.0.0.18' as IpAddress,
  6: 'ff02::12' as IpAddress,
};

export const familyOf = (address: IpAddress): IpFamily => (address.includes(':') ? 6 : 4);

const OCTET = /^(0|[1-9]\d{0,2})$/;
const GROUP = /^[\da-f]{1,4}$/i;
const GROUPS = 8;

/** Reads a dotted address. Strict: four decimal octets, no leading zeros, no blanks. Otherwise `undefined`. */
export function parseIpv4(text: string): IpAddress | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  return octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255) ? (text as IpAddress) : undefined;
}

/** Reads an IPv6 address in any form of RFC 4291 §2.2, without zone and prefix length. Otherwise `undefined`. */
export function parseIpv6(text: string): IpAddress | undefined {
  const groups = ipv6Groups(text);
  return groups === undefined ? undefined : ipv6Text(groups);
}

/** Reads an address of either family. */
export const parseIp = (text: string): IpAddress | undefined => parseIpv4(text) ?? parseIpv6(text);

/** The octets in network byte order: 4 or 16. */
export function addressBytes(address: IpAddress): Uint8Array {
  if (familyOf(address) === 4) return Uint8Array.from(address.split('.').map(Number));
  return Uint8Array.from((ipv6Groups(address) ?? []).flatMap((group) => [group >> 8, group & 0xff]));
}

/** The inverse of {@link addressBytes}; reads 4 or 16 bytes at `offset`. */
export function addressFromBytes(bytes: Uint8Array, offset = 0, family: IpFamily = 4): IpAddress {
  const octet = (at: number): number => bytes[offset + at] ?? 0;
  if (family === 4) return `${octet(0)}.${octet(1)}.${octet(2)}.${octet(3)}` as IpAddress;
  return ipv6Text(Array.from({ length: GROUPS }, (_, i) => (octet(2 * i) << 8) | octet(2 * i + 1)));
}

/** Unsigned comparison in network byte order (RFC 9568 §6.4.3) of two of one family: negative when `a` is lower. */
export function compareAddresses(a: IpAddress, b: IpAddress): number {
  const [left, right] = [addressBytes(a), addressBytes(b)];
  const index = left.findIndex((byte, i) => byte !== right[i]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

/** Whether the address is in 224.0.0.0/4 or ff00::/8. */
export function isMulticast(address: IpAddress): boolean {
  const [first = 0] = addressBytes(address);
  return familyOf(address) === 4 ? (first & 0xf0) === 0xe0 : first === 0xff;
}

/** Whether the address is in fe80::/10, and so means something on one interface only. Never of IPv4. */
export const isLinkLocal = (address: IpAddress): boolean => /^fe[89ab].:/.test(address);

/** Whether both addresses begin with the same `prefixLength` bits. */
export function sameNetwork(a: IpAddress, b: IpAddress, prefixLength: number): boolean {
  const [left, right] = [addressBytes(a), addressBytes(b)];
  return left.every((byte, i) => {
    const ignoredBits = Math.min(8, Math.max(0, 8 * (i + 1) - prefixLength));
    return byte >> ignoredBits === (right[i] ?? 0) >> ignoredBits;
  });
}

/** The eight 16-bit groups; `::` stands for one or more of zero. */
function ipv6Groups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  const [left = [], right = []] = halves.map((half, i) => groupsIn(half, i === halves.length - 1 ? 'last' : 'first'));
  const written = left.length + right.length;
  const fits = halves.length === 1 ? written === GROUPS : halves.length === 2 && written < GROUPS;
  if (!fits || left.includes(Number.NaN) || right.includes(Number.NaN)) return undefined;
  return [...left, ...Array.from({ length: GROUPS - written }, () => 0), ...right];
}

/** Groups on one side of `::`, NaN for what is none. The last two of an address may be written as IPv4. */
function groupsIn(half: string, place: 'first' | 'last'): readonly number[] {
  const words = half === '' ? [] : half.split(':');
  return words.flatMap((word, i) => {
    if (GROUP.test(word)) return [Number.parseInt(word, 16)];
    const dotted = place === 'last' && i === words.length - 1 ? parseIpv4(word) : undefined;
    if (dotted === undefined) return [Number.NaN];
    const [a = 0, b = 0, c = 0, d = 0] = addressBytes(dotted);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function ipv6Text(groups: readonly number[]): IpAddress {
  let [start, length] = [0, 1];
  for (let from = 0; from < GROUPS; from += 1) {
    let to = from;
    while (to < GROUPS && groups[to] === 0) to += 1;
    if (to - from > length) [start, length] = [from, to - from];
  }
  const hex = groups.map((group) => group.toString(16));
  if (length === 1) return hex.join(':') as IpAddress;
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}` as IpAddress;
}
