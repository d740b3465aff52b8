import { readFileSync, writeFileSync } from 'node:fs';
import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { Netlink } from '../netlink.ts';

const pathOf = (name: 'all' | 'default'): string => `/proc/sys/net/ipv4/conf/${name}/rp_filter`;

/**
 * The kernel takes the larger of `all` and the interface, so with `all` set no interface can be without the filter. Gives
 * every interface, and every later one, what `all` asks for, and clears `all`: nothing but exceptions becomes possible.
 */
export function reversePathPerInterface(netlink: Netlink): Result<void, SystemError> {
  try {
    const all = Number(readFileSync(pathOf('all'), 'latin1'));
    if (all === 0) return ok(undefined);
    if (Number(readFileSync(pathOf('default'), 'latin1')) < all) writeFileSync(pathOf('default'), `${all}`);
    const links = netlink.links();
    if (!links.ok) return links;
    for (const { name, index } of links.value) {
      const own = netlink.ipv4Setting(name, 'rp_filter');
      if (!own.ok) return own;
      if (own.value === 'none' || own.value >= all) continue;
      const set = netlink.setIpv4(index, { rp_filter: all });
      if (!set.ok) return set;
    }
    writeFileSync(pathOf('all'), '0');
    return ok(undefined);
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    const text = `a vmac needs net.ipv4.conf.all.rp_filter = 0, and it cannot be set from here (${errno})`;
    return err({ errno, text: `${text}: set it with sysctl, and the filter on each interface instead` });
  }
}
