import { monotonicUs } from '../../linux/clock.ts';
import { orThrow } from '../../linux/libc.ts';
import { NetlinkMonitor } from '../../linux/netlink-monitor.ts';
import { Netlink } from '../../linux/netlink.ts';
import type { HolderEvent } from './holdings.ts';

/**
 * Reports when `host`, whose network namespace the calling thread is in now, gets and loses the VIP; at once when it
 * has it already. Throws when the kernel refuses.
 */
export function watchHolder(host: string, vip: string, report: (event: HolderEvent) => void): void {
  const tell = (did: HolderEvent['did']): void => report({ host, did, atUs: monotonicUs() });
  const netlink = orThrow(Netlink.open());
  const isThere = (): boolean => orThrow(netlink.addresses()).some(({ address }) => address === vip);
  const watching = NetlinkMonitor.open((change) => {
    if (change.type === 'overrun') tell(isThere() ? 'added' : 'removed');
    if (change.type !== 'addressAdded' && change.type !== 'addressRemoved') return;
    if (change.address.address === vip) tell(change.type === 'addressAdded' ? 'added' : 'removed');
  });
  orThrow(watching);
  if (isThere()) tell('added'); // after the watch began, so that nothing falls between
}
