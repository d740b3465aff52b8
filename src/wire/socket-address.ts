/** `sockaddr` structures of Linux, little endian where the kernel uses host order. */
import { addressBytes } from '../model/address.ts';
import type { IpAddress } from '../model/address.ts';

const AF_INET = 2;
const AF_PACKET = 17;

/** `sockaddr_in` with port 0, which raw sockets want. 16 bytes. */
export const ipv4SocketAddress = (address: IpAddress): Uint8Array =>
  Uint8Array.of(AF_INET, 0, 0, 0, ...addressBytes(address), 0, 0, 0, 0, 0, 0, 0, 0);

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
