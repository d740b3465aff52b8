import type { OwnedFd } from '../../linux/fd.ts';
import { orThrow } from '../../linux/libc.ts';
import { inNamespaces } from '../../linux/namespace.ts';
import { Netlink } from '../../linux/netlink.ts';

/** The interfaces of a network namespace. To be closed. Throws with the kernel's refusal. */
export const netlinkIn = (net: OwnedFd): Netlink => orThrow(orThrow(inNamespaces({ net }, () => Netlink.open())));

/** The index of an interface, if there is one of this name. */
export const findIndex = (netlink: Netlink, name: string): number | undefined =>
  orThrow(netlink.links()).find((link) => link.name === name)?.index;

/** The index of an interface that is known to be there. */
export function indexOf(netlink: Netlink, name: string): number {
  const index = findIndex(netlink, name);
  if (index === undefined) throw new Error(`no interface ${name}`);
  return index;
}
