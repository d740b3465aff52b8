import { familyOf, type IpAddress, type IpFamily, parseIp as parseAddress } from '../../../model/address.ts';

/** An address, and its family. */
export interface Ip {
  readonly family: IpFamily;
  readonly address: IpAddress;
}

/** Reads an address of either family, without prefix length. `undefined` when it is none. */
export function parseIp(text: string): Ip | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : { family: familyOf(address), address };
}

/** Of IPv4, as an unsigned number. */
export const toNumber = (address: IpAddress): number =>
  address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** First and last address of the IPv4 network that `address/prefixLength` lies in, as unsigned numbers. */
export function networkOf(address: IpAddress, prefixLength: number): { first: number; last: number } {
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** The inverse of {@link toNumber}. */
export function fromNumber(value: number): IpAddress {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.') as IpAddress;
}
