import { dependsOn, type HostItem, isCarried, itemKey, trackingOf } from '../../model/host/item.ts';
import type { Network, NetworkChange } from '../../ports/network.ts';

/**
 * What stands on the host for as long as it is configured, whatever the states of the instances. Installed in the order
 * given, taken off in the reverse one. An item that cannot stand is tried again with every change of its interfaces.
 */
export class Fixtures {
  readonly #network: Network;
  readonly #trouble: (text: string) => void;
  #adopted: 'never' | 'before' = 'never';
  #wanted: ReadonlyMap<string, HostItem> = new Map();
  /** Of the wanted items those that we have put there, and whose removal is up to us. */
  readonly #ours = new Map<string, HostItem>();
  readonly #faults = new Map<string, string>();

  constructor(network: Network, trouble: (text: string) => void) {
    this.#network = network;
    this.#trouble = trouble;
  }

  /** What is the same as before is not touched. What an earlier run left goes with the first call, but not `others`. */
  adopt(items: readonly HostItem[], others: readonly HostItem[]): 'changed' | 'same' {
    if (this.#adopted === 'never') {
      const removed = this.#network.removeLeftovers([...items, ...others]);
      if (!removed.ok) this.#trouble(`cannot remove what an earlier run left: ${removed.error.text}`);
    }
    this.#adopted = 'before';
    const wanted = new Map(items.map((item) => [itemKey(item), item]));
    this.#removeAllBut(wanted);
    const added = [...wanted].filter(([key]) => !this.#wanted.has(key) || this.#faults.has(key));
    this.#wanted = wanted;
    for (const [, item] of added) this.#install(item);
    return added.length > 0 ? 'changed' : 'same';
  }

  /** What stands on an interface may have gone with it, or been changed by a program that sets up new interfaces. */
  follow(change: NetworkChange, nameOf: (index: number) => string | undefined): void {
    if (change.type === 'overrun') this.#mend('all');
    if (change.type === 'link') this.#mend(change.link.name);
    if (change.type === 'linkGone') this.#mend(change.name);
    if (change.type === 'settings') this.#mend(nameOf(change.index) ?? '');
    if (change.type === 'addressRemoved') this.#mend(nameOf(change.address.index) ?? '');
    if (change.type === 'routingRemoved') this.#mendRouting([...this.#wanted.values()]);
    if (change.type === 'filterRemoved') this.#mendFilter();
  }

  /**
   * Brings in order what stands on an interface that has changed; `all`: everything. What another program took away and
   * nobody is to miss stays away.
   */
  #mend(device: string | 'all'): void {
    const concerned = [...this.#wanted.values()].filter((item) => device === 'all' || dependsOn(item, device));
    for (const item of concerned) if (!isCarried(item) && this.#isMissed(item)) this.#install(item);
    this.#mendRouting(concerned);
  }

  /** The kernel is asked once for all, and only what is not there is set. */
  #mendRouting(items: readonly HostItem[]): void {
    const routing = items.filter(isCarried).filter((item) => this.#isMissed(item));
    if (routing.length === 0) return;
    const missing = this.#network.missing(routing);
    if (!missing.ok) this.#trouble(`cannot see which routes and rules are there: ${missing.error.text}`);
    else for (const item of missing.value) this.#install(item);
  }

  #mendFilter(): void {
    for (const item of this.#wanted.values()) if (item.kind === 'closed') this.#install(item);
  }

  #isMissed(item: HostItem): boolean {
    return trackingOf(item) === 'track' || this.#faults.has(itemKey(item));
  }

  /** Takes everything of ours off the host. */
  release(): void {
    this.#removeAllBut(new Map());
    this.#wanted = new Map();
  }

  /** Why one of these items does not stand. */
  faultOf(items: readonly HostItem[]): string | undefined {
    return items.map((item) => this.#faults.get(itemKey(item))).find((fault) => fault !== undefined);
  }

  #removeAllBut(wanted: ReadonlyMap<string, HostItem>): void {
    for (const [key, item] of [...this.#ours].toReversed()) if (!wanted.has(key)) this.#uninstall(item);
    for (const key of this.#faults.keys()) if (!wanted.has(key)) this.#faults.delete(key);
  }

  #install(item: HostItem): void {
    const key = itemKey(item);
    const done = this.#network.install(item);
    if (done.ok) {
      this.#faults.delete(key);
      if (done.value === 'installed') this.#ours.set(key, item);
      return;
    }
    const { text } = done.error;
    if (this.#faults.get(key) !== text) this.#trouble(text);
    this.#faults.set(key, text);
  }

  #uninstall(item: HostItem): void {
    this.#ours.delete(itemKey(item));
    const done = this.#network.uninstall(item);
    if (!done.ok) this.#trouble(done.error.text);
  }
}
