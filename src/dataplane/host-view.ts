import type { IpAddress } from '../model/address.ts';
import type { InterfaceAddress, Link, Network, NetworkChange } from '../ports/network.ts';
import { type Result, ok } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';

/** The host's links and addresses as last reported by the kernel, so that nobody asks it for each decision. */
export class HostView {
  readonly #network: Network;
  readonly #links = new Map<number, Link>();
  #addresses: InterfaceAddress[] = [];

  constructor(network: Network) {
    this.#network = network;
  }

  /** Reads everything anew: at start, and after the kernel lost events. */
  refresh(): Result<void, SystemError> {
    const links = this.#network.links();
    if (!links.ok) return links;
    const addresses = this.#network.addresses();
    if (!addresses.ok) return addresses;
    this.#links.clear();
    for (const link of links.value) this.#links.set(link.index, link);
    this.#addresses = [...addresses.value];
    return ok(undefined);
  }

  /** Takes one change in. `overrun` is not handled here: the caller refreshes. */
  apply(change: NetworkChange): void {
    if (change.type === 'link') this.#links.set(change.link.index, change.link);
    if (change.type === 'linkGone') {
      this.#links.delete(change.index);
      this.#addresses = this.#addresses.filter((address) => address.index !== change.index);
    }
    if (change.type === 'addressAdded' || change.type === 'addressRemoved') {
      const { index, address } = change.address;
      this.#addresses = this.#addresses.filter((held) => held.index !== index || held.address !== address);
      if (change.type === 'addressAdded') this.#addresses.push(change.address);
    }
  }

  link(name: string): Link | undefined {
    return [...this.#links.values()].find((link) => link.name === name);
  }

  /** For the tracker: an interface that is not there counts as down, with another word. */
  linkState(name: string): 'up' | 'down' | 'missing' {
    const link = this.link(name);
    if (link === undefined) return 'missing';
    return link.running === 'yes' ? 'up' : 'down';
  }

  nameOf(index: number): string | undefined {
    return this.#links.get(index)?.name;
  }

  addressesOf(index: number): readonly IpAddress[] {
    return this.#addresses.filter((held) => held.index === index).map((held) => held.address);
  }

  holds(address: IpAddress): boolean {
    return this.#addresses.some((held) => held.address === address);
  }

  /** The interface's own first address: the source of adverts. VIPs that move here are never it. */
  primaryAddress(name: string, vips: ReadonlySet<IpAddress>): IpAddress | 'none' {
    const link = this.link(name);
    const own = this.#addresses.filter((held) => held.index === link?.index && !vips.has(held.address));
    const primary = own.find((held) => held.flags === 'primary') ?? own[0];
    return primary?.address ?? 'none';
  }
}
