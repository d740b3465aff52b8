import { monotonicUs } from '../../linux/clock.ts';
import { orThrow } from '../../linux/libc.ts';
import { NetlinkMonitor } from '../../linux/netlink-monitor.ts';
import { Netlink } from '../../linux/netlink.ts';
import type { NetworkChange } from '../../ports/network.ts';
import type { HolderEvent } from './holdings.ts';

/**
 * Reports when `host`, whose network namespace the calling thread is in now, gets and loses the VIP; at once when it
 * has it already. Only an interface that works counts: FRR leaves the VIP where it is and takes the carrier of its
 * macvlan away. Throws when the kernel refuses.
 */
export function watchHolder(host: string, vip: string, report: (event: HolderEvent) => void): void {
  const netlink = orThrow(Netlink.open());
  const view = new HolderView(vip);
  let did: HolderEvent['did'] = 'removed';
  const look = (): void => {
    view.reset();
    for (const link of orThrow(netlink.links())) view.take({ type: 'link', link });
    for (const address of orThrow(netlink.addresses())) view.take({ type: 'addressAdded', address });
  };
  const tell = (): void => {
    if (view.holds === did) return;
    did = view.holds;
    report({ host, did, atUs: monotonicUs() });
  };
  const watching = NetlinkMonitor.open((change) => {
    if (change.type === 'overrun') look();
    else view.take(change);
    tell();
  });
  orThrow(watching);
  look(); // after the watch began, so that nothing falls between
  tell();
}

/** What is known of the interfaces of one host, as far as the VIP is concerned. */
class HolderView {
  readonly #vip: string;
  readonly #working = new Set<number>();
  readonly #having = new Set<number>();

  constructor(vip: string) {
    this.#vip = vip;
  }

  get holds(): HolderEvent['did'] {
    return [...this.#having].some((index) => this.#working.has(index)) ? 'added' : 'removed';
  }

  reset(): void {
    this.#working.clear();
    this.#having.clear();
  }

  take(change: Exclude<NetworkChange, { readonly type: 'overrun' }>): void {
    switch (change.type) {
      case 'link':
        if (change.link.running === 'yes') this.#working.add(change.link.index);
        else this.#working.delete(change.link.index);
        return;
      case 'linkGone':
        this.#working.delete(change.index);
        this.#having.delete(change.index);
        return;
      case 'addressAdded':
        if (change.address.address === this.#vip) this.#having.add(change.address.index);
        return;
      case 'addressRemoved':
        if (change.address.address === this.#vip) this.#having.delete(change.address.index);
    }
  }
}
