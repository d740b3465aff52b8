import { familyOf, isLinkLocal, type IpAddress } from '../model/address.ts';
import type { SourceKind, Vip } from '../model/instance.ts';
import type { InterfaceAddress, Link, Network, NetworkChange } from '../ports/network.ts';
import { type Result, ok } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';

/** The host's links and addresses as last reported by the kernel, so that nobody asks it for each decision. */
export class HostView {
  readonly #network: Pick<Network, 'links' | 'addresses'>;
  readonly #links = new Map<number, Link>();
  readonly #byName = new Map<string, Link>();
  /** By interface index, in the kernel's order. */
  readonly #addresses = new Map<number, readonly InterfaceAddress[]>();
  /** The same without the rest, made when it is asked for. */
  readonly #plain = new Map<number, readonly IpAddress[]>();

  constructor(network: Pick<Network, 'links' | 'addresses'>) {
    this.#network = network;
  }

  /** Reads everything anew: at start, and after the kernel lost events. */
  refresh(): Result<void, SystemError> {
    const links = this.#network.links();
    if (!links.ok) return links;
    const addresses = this.#network.addresses();
    if (!addresses.ok) return addresses;
    this.#links.clear();
    this.#byName.clear();
    for (const link of links.value) this.#put(link);
    this.#addresses.clear();
    this.#plain.clear();
    for (const address of addresses.value) this.#add(address);
    return ok(undefined);
  }

  /** Takes one change in. `overrun` is not handled here: the caller refreshes. */
  apply(change: NetworkChange): void {
    if (change.type === 'link') this.#put(change.link);
    if (change.type === 'linkGone') this.#drop(change.index);
    if (change.type === 'addressAdded' || change.type === 'addressRemoved') {
      const { index, address } = change.address;
      const others = (this.#addresses.get(index) ?? []).filter((held) => held.address !== address);
      this.#keep(index, change.type === 'addressAdded' ? [...others, change.address] : others);
    }
  }

  link(name: string): Link | undefined {
    return this.#byName.get(name);
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

  /** The same array until an address of the interface changes. */
  addressesOf(index: number): readonly IpAddress[] {
    const known = this.#plain.get(index);
    if (known !== undefined) return known;
    const plain = (this.#addresses.get(index) ?? []).map((held) => held.address);
    this.#plain.set(index, plain);
    return plain;
  }

  /** Whether packets may leave from the address; a link-local one only through its own interface, `name`. */
  speaksFrom(address: IpAddress, name: string): boolean {
    const among = isLinkLocal(address) ? [this.#heldOn(name)] : [...this.#addresses.values()];
    return among.some((held) => held.some((each) => each.address === address && each.state === 'usable'));
  }

  /** Whether the VIP is on its interface. */
  holds({ address, device }: Vip): boolean {
    return this.#heldOn(device).some((held) => held.address === address);
  }

  /**
   * Those that are not on their interfaces. Where they were not reported either, the kernel's table is read once for all:
   * events of one's own removal and re-adding arrive late.
   */
  goneOf(vips: readonly Vip[]): ReadonlySet<Vip> {
    const missing = vips.filter((vip) => !this.holds(vip));
    const table = missing.length > 0 ? this.#network.addresses() : undefined;
    if (table === undefined || !table.ok) return new Set();
    const present = new Set(table.value.map(({ address, index }) => `${address} ${index}`));
    return new Set(missing.filter(({ address, device }) => !present.has(`${address} ${this.link(device)?.index}`)));
  }

  /** The interface's own first address of a kind: the source of adverts. VIPs that move here are never it. */
  primaryAddress(name: string, kind: SourceKind, vips: ReadonlySet<IpAddress>): IpAddress | 'none' {
    const own = this.#heldOn(name).filter(({ state, address }) => state === 'usable' && !vips.has(address));
    const fitting = own.filter(({ address }) => isOfKind(address, kind));
    // Of IPv6 a link-local address is better than none: keepalived speaks to unicast peers from nothing else.
    const candidates =
      fitting.length > 0 || kind !== 'IPv6' ? fitting : own.filter(({ address }) => isLinkLocal(address));
    const primary = candidates.find(({ flags }) => flags === 'primary') ?? candidates[0];
    return primary?.address ?? 'none';
  }

  /** Addresses of an interface that another host has as well, as the kernel found out. */
  duplicatesOn(name: string): readonly IpAddress[] {
    return this.#heldOn(name).flatMap(({ state, address }) => (state === 'duplicate' ? [address] : []));
  }

  #heldOn(name: string): readonly InterfaceAddress[] {
    const link = this.link(name);
    return (link === undefined ? undefined : this.#addresses.get(link.index)) ?? [];
  }

  /** A link may have got another name. */
  #put(link: Link): void {
    this.#forgetName(link.index);
    this.#links.set(link.index, link);
    this.#byName.set(link.name, link);
  }

  #drop(index: number): void {
    this.#forgetName(index);
    this.#links.delete(index);
    this.#keep(index, []);
  }

  /** It may be the name of another link by now. */
  #forgetName(index: number): void {
    const link = this.#links.get(index);
    if (link !== undefined && this.#byName.get(link.name) === link) this.#byName.delete(link.name);
  }

  #add(address: InterfaceAddress): void {
    this.#keep(address.index, [...(this.#addresses.get(address.index) ?? []), address]);
  }

  #keep(index: number, addresses: readonly InterfaceAddress[]): void {
    this.#addresses.set(index, addresses);
    this.#plain.delete(index);
  }
}

function isOfKind(address: IpAddress, kind: SourceKind): boolean {
  if (familyOf(address) === 4) return kind === 'IPv4';
  return kind === (isLinkLocal(address) ? 'link-local IPv6' : 'IPv6');
}
