import { orThrow } from '../../linux/libc.ts';
import { parseIpv4 } from '../../model/address.ts';
import type { Host } from '../host.ts';
import { findIndex, indexOf, netlinkIn } from '../namespaces/interfaces.ts';

const PREFIX_LENGTH = 32;

/** Gives the host a macvlan on eth0 with the virtual MAC of a VRID (RFC 9568 §7.3) and these addresses on it, up. */
export function provideMacvlan(host: Host, vrid: number, vips: readonly string[]): void {
  const netlink = netlinkIn(host.namespaces.net);
  const name = `vrrp4-${vrid}`;
  if (findIndex(netlink, name) === undefined) {
    const mac = Uint8Array.of(0x00, 0x00, 0x5e, 0x00, 0x01, vrid);
    orThrow(netlink.createMacvlan({ name, parentIndex: indexOf(netlink, 'eth0'), mode: 'bridge', mac }));
  }
  const index = indexOf(netlink, name);
  for (const vip of vips) {
    const address = parseIpv4(vip);
    if (address === undefined) throw new RangeError(`${vip} is not an IPv4 address`);
    if (orThrow(netlink.addresses()).some((one) => one.index === index && one.address === address)) continue;
    orThrow(netlink.addAddress({ index, address, prefixLength: PREFIX_LENGTH, scope: 0 }));
  }
  orThrow(netlink.setUp(index));
  netlink.close();
}
