import { type IpAddress, isMulticast, parseIpv4 } from '../../../model/address.ts';

/** An address as written, and its family. */
export type Ip = { readonly family: 4; readonly address: IpAddress } | { readonly family: 6; readonly address: string };

/** Reads an address of either family, without prefix length. `undefined` when it is none. */
export function parseIp(text: string): Ip | undefined {
  const address = parseIpv4(text);
  if (address !== undefined) return { family: 4, address };
  return isIpv6(text) ? { family: 6, address: text.toLowerCase() } : undefined;
}

function isIpv6(text: string): boolean {
  if (!/^[\da-f:.]{2,45}$/i.test(text) || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [half, part] of halves.entries()) {
    if (part === '') continue;
    const words = part.split(':');
    for (const [index, word] of words.entries()) {
      const last = half === halves.length - 1 && index === words.length - 1;
      if (last && parseIpv4(word) !== undefined) groups += 2;
      else if (/^[\da-f]{1,4}$/i.test(word)) groups += 1;
      else return false;
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

export const isLinkLocal = (ip: Ip): boolean => ip.family === 6 && /^fe[89ab]/i.test(ip.address);

export const isGroupAddress = (ip: Ip): boolean =>
  ip.family === 4 ? isMulticast(ip.address) : /^ff/i.test(ip.address);

/** The address as an unsigned number. */
export const toNumber = (address: IpAddress): number =>
  address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** First and last address of the network that `address/prefixLength` lies in, as unsigned numbers. */
export function networkOf(address: IpAddress, prefixLength: number): { first: number; last: number } {
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** The inverse of {@link toNumber}. */
export function fromNumber(value: number): IpAddress {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.') as IpAddress;
}
