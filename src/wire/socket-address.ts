/** `sockaddr` structures of Linux, little endian where the kernel uses host order. */
import { addressBytes, addressFromBytes, familyOf } from '../model/address.ts';
import type { IpAddress, IpFamily } from '../model/address.ts';

const AF_INET = 2;
const AF_INET6 = 10;
const AF_PACKET = 17;

/** Length of `sockaddr_in` and `sockaddr_in6`. */
export const IP_SOCKET_ADDRESS_BYTES: Readonly<Record<IpFamily, number>> = { 4: 16, 6: 28 };

/**
 * `sockaddr_in` or `sockaddr_in6` with port 0, which raw sockets want.
 * @param index the interface on which a link-local address is meant
 */
export function ipSocketAddress(address: IpAddress, index = 0): Uint8Array {
  const family = familyOf(address);
  const bytes = new Uint8Array(IP_SOCKET_ADDRESS_BYTES[family]);
  bytes.set([family === 4 ? AF_INET : AF_INET6]);
  bytes.set(addressBytes(address), family === 4 ? 4 : 8);
  if (family === 6) new DataView(bytes.buffer).setInt32(24, index, true);
  return bytes;
}

/** The address in a `sockaddr_in6`. */
export const ipv6FromSocketAddress = (bytes: Uint8Array): IpAddress => addressFromBytes(bytes, 8, 6);

/** `sockaddr_ll`: an Ethernet destination on one interface. 20 bytes. `mac`: six bytes. */
export function linkSocketAddress(index: number, etherType: number, mac: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, etherType);
  view.setInt32(4, index, true);
  view.setUint8(11, mac.length);
  bytes.set(mac, 12);
  return bytes;
}
