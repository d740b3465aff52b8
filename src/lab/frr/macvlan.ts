import { writeFileSync } from 'node:fs';
import { orThrow } from '../../linux/libc.ts';
import { inNamespaces } from '../../linux/namespace.ts';
import { addressBytes, familyOf, isLinkLocal, parseIp } from '../../model/address.ts';
import type { IpAddress, IpFamily } from '../../model/address.ts';
import type { Host } from '../host.ts';
import { findIndex, indexOf, netlinkIn } from '../namespaces/interfaces.ts';

const PREFIX_LENGTH: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 128 };
/** Of a link-local address that a host has for itself. */
const LINK_LOCAL_PREFIX_LENGTH = 64;
/** Fifth byte of the virtual MAC. */
const FAMILY_BYTE: Readonly<Record<IpFamily, number>> = { 4: 0x01, 6: 0x02 };
/** IN6_ADDR_GEN_MODE_NONE: the kernel gives the interface no link-local address. */
const NO_ADDRESS = '1';

/**
 * Gives the host a macvlan on eth0 with the virtual MAC of a VRID (RFC 9568 §7.3) and these addresses of one family on it,
 * up. Of IPv6 it has a link-local address of the host's own, because one that is made from the virtual MAC is the same on
 * all routers; a VIP that is link-local is left to the adverts, or vrrpd might send from it.
 */
export function provideMacvlan(host: Host, vrid: number, vips: readonly string[]): void {
  const addresses = vips.map(addressOf);
  const family = familyOf(addresses[0] ?? host.address);
  const name = `vrrp${family}-${vrid}`;
  const netlink = netlinkIn(host.namespaces.net);
  const isNew = findIndex(netlink, name) === undefined;
  if (isNew) {
    const mac = Uint8Array.of(0x00, 0x00, 0x5e, 0x00, FAMILY_BYTE[family], vrid);
    orThrow(netlink.createMacvlan({ name, parentIndex: indexOf(netlink, 'eth0'), mode: 'bridge', mac }));
  }
  const index = indexOf(netlink, name);
  if (isNew && family === 6) keepKernelFromAddressing(host, name);
  orThrow(netlink.setUp(index));
  if (isNew && family === 6) {
    const address = addressOf(`fe80::77:${addressBytes(host.address).at(-1)}`);
    orThrow(netlink.addAddress({ index, address, prefixLength: LINK_LOCAL_PREFIX_LENGTH, scope: 0 }));
  }
  const present = orThrow(netlink.addresses()).filter((one) => one.index === index);
  for (const address of addresses) {
    if (isLinkLocal(address) || present.some((one) => one.address === address)) continue;
    orThrow(netlink.addAddress({ index, address, prefixLength: PREFIX_LENGTH[family], scope: 0 }));
  }
  netlink.close();
}

function keepKernelFromAddressing({ namespaces }: Host, name: string): void {
  const file = `/proc/sys/net/ipv6/conf/${name}/addr_gen_mode`;
  orThrow(inNamespaces({ net: namespaces.net }, () => writeFileSync(file, NO_ADDRESS)));
}

function addressOf(text: string): IpAddress {
  const address = parseIp(text);
  if (address === undefined) throw new RangeError(`${text} is not an IP address`);
  return address;
}
