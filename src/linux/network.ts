import { familyOf } from '../model/address.ts';
import type { IpAddress, IpFamily } from '../model/address.ts';
import { type CarriedItem, type HostItem, isCarried } from '../model/host/item.ts';
import type { LinkBeat } from '../model/host/links.ts';
import type { Vip } from '../model/instance.ts';
import { err, ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type {
  InterfaceAddress,
  Link,
  Network,
  NetworkChange,
  Outgoing,
  ReceivedPacket,
  SendFailure,
  VrrpSocket,
} from '../ports/network.ts';
import type { SystemError } from '../ports/system-error.ts';
import { BROADCAST_MAC, encodeGratuitousArp, ETHERTYPE_ARP } from '../wire/arp.ts';
import { ALL_NODES_MAC, encodeNeighbourAdvertisement, ETHERTYPE_IPV6 } from '../wire/neighbour.ts';
import type { AddressMessage, AddressRequest } from '../wire/netlink/address.ts';
import { HostItems } from './items/host-items.ts';
import { NetlinkMonitor } from './netlink-monitor.ts';
import { Netlink } from './netlink.ts';
import { LinkBeats } from './items/link-beat.ts';
import { type Frame, PacketSocket } from './socket/packet-socket.ts';
import { type LinkSocket, RawSocket } from './socket/raw/raw-socket.ts';

/** Protocol of the addresses, routes and rules that vipward adds: 'v'. A later process finds by it what a dead one left. */
const OUR_PROTOCOL = 0x76;

/**
 * Opens the network of the namespace that the JS thread is in now. Needs CAP_NET_ADMIN and CAP_NET_RAW; the error
 * names the missing one. Changes are reported from the event loop, so a listener
 * that is set in the same turn misses none.
 */
export function openNetwork(): Result<Network, SystemError> {
  const netlink = Netlink.open();
  if (!netlink.ok) return netlink;
  const allowed = netlink.value.mayChange();
  const packets = allowed.ok ? PacketSocket.open() : allowed;
  if (!packets.ok) {
    netlink.value.close();
    return packets;
  }
  const network = new LinuxNetwork(netlink.value, packets.value);
  const watching = network.watch();
  if (watching.ok) return ok(network);
  network.close();
  return watching;
}

class LinuxNetwork implements Network {
  readonly #netlink: Netlink;
  readonly #packets: PacketSocket;
  /** One socket a family for all interfaces, opened with the first. */
  readonly #raw = new Map<IpFamily, RawSocket>();
  readonly #items: HostItems;
  readonly #beats = new LinkBeats();
  #monitor: NetlinkMonitor | undefined;
  #listener: (change: NetworkChange) => void = () => {};

  constructor(netlink: Netlink, packets: PacketSocket) {
    this.#netlink = netlink;
    this.#packets = packets;
    this.#items = new HostItems(netlink, OUR_PROTOCOL, () => this.#listener({ type: 'filterRemoved' }));
  }

  watch(): Result<void, SystemError> {
    const opened = NetlinkMonitor.open((change) => this.#listener(change));
    if (!opened.ok) return opened;
    this.#monitor = opened.value;
    return ok(undefined);
  }

  links(): Result<readonly Link[], SystemError> {
    return this.#netlink.links();
  }

  addresses(): Result<readonly InterfaceAddress[], SystemError> {
    return this.#netlink.addresses();
  }

  hasLinkBeat(link: Link, beat: Exclude<LinkBeat, 'kernel'>): Link['running'] {
    return this.#beats.ask(link, beat);
  }

  onChange(listener: (change: NetworkChange) => void): void {
    this.#listener = listener;
  }

  openVrrpSocket(
    link: Link,
    family: IpFamily,
    receive: (packet: ReceivedPacket) => void,
  ): Result<VrrpSocket, SystemError> {
    const open = this.#raw.get(family);
    const raw = open === undefined ? RawSocket.open(family) : ok(open);
    if (!raw.ok) return raw;
    this.#raw.set(family, raw.value);
    return ok(raw.value.on(link, receive));
  }

  sendAll(all: readonly Outgoing[]): readonly SendFailure[] {
    return [...this.#raw.values()].flatMap((raw) => {
      const through = this.#raw.size === 1 ? all : all.filter(({ socket }) => (socket as LinkSocket).raw === raw);
      return raw.sendAll(through);
    });
  }

  receiveWaiting(): void {
    for (const raw of this.#raw.values()) raw.receiveWaiting();
  }

  addAddress(vip: Vip, link: Link): Result<'added' | 'present', SystemError> {
    const request = { ...addressOf(vip, link), protocol: OUR_PROTOCOL };
    const added = this.#netlink.addAddress(request);
    if (added.ok) return ok('added');
    if (added.error.errno !== 'EEXIST') return added;
    if (!this.#isUseless(vip, link)) return ok('present');
    // whoever added it let the kernel look for duplicates, and no packet reaches it
    this.#netlink.removeAddress(request);
    const again = this.#netlink.addAddress(request);
    return again.ok ? ok('added') : again;
  }

  #isUseless({ address, flags }: Vip, { index }: Link): boolean {
    const held = this.#netlink.addresses();
    const mayWait = flags?.includes('dad') ?? false;
    return (
      held.ok &&
      held.value
        .filter((one) => one.address === address && one.index === index)
        .some(({ state }) => state === 'duplicate' || (state === 'tentative' && !mayWait))
    );
  }

  removeAddress(vip: Vip, link: Link): Result<'removed' | 'absent', SystemError> {
    const removed = this.#netlink.removeAddress(addressOf(vip, link));
    if (removed.ok) return ok('removed');
    // an interface that is gone took its addresses with it
    const absent = removed.error.errno === 'EADDRNOTAVAIL' || removed.error.errno === 'ENODEV';
    return absent ? ok('absent') : removed;
  }

  install(item: HostItem): Result<'installed' | 'present', SystemError> {
    if (item.kind === 'address') return this.#installAddress(item.address);
    const own = item.kind === 'route' && item.route.protocol !== 'ours' ? item.route.protocol : OUR_PROTOCOL;
    // From then on this process is told of every route of the host that goes, those of others among them.
    const watching = isCarried(item) ? this.#monitor?.watchRouting(own) : undefined;
    return watching === undefined || watching.ok ? this.#items.install(item) : watching;
  }

  #installAddress(address: Vip): Result<'installed' | 'present', SystemError> {
    const link = this.#linkOf(address);
    if (!link.ok) return link;
    const added = this.addAddress(address, link.value);
    if (!added.ok) return added;
    if (added.value === 'added') return ok('installed');
    const held = this.#netlink.addresses();
    if (!held.ok) return held;
    const ours = held.value.some(
      (each) => each.address === address.address && each.index === link.value.index && each.protocol === OUR_PROTOCOL,
    );
    return ok(ours ? 'installed' : 'present');
  }

  #linkOf({ device }: Vip): Result<Link, SystemError> {
    const link = this.#netlink.link(device);
    if (link.ok && link.value === 'none') return err({ errno: 'ENODEV', text: `there is no interface ${device}` });
    return link as Result<Link, SystemError>;
  }

  uninstall(item: HostItem): Result<'removed' | 'absent', SystemError> {
    if (item.kind !== 'address') return this.#items.uninstall(item);
    const link = this.#linkOf(item.address);
    return link.ok ? this.removeAddress(item.address, link.value) : ok('absent');
  }

  missing(items: readonly CarriedItem[]): Result<readonly CarriedItem[], SystemError> {
    return this.#items.missing(items);
  }

  removeLeftovers(kept: readonly HostItem[]): Result<void, SystemError> {
    const items = this.#items.removeLeftovers(kept);
    const [links, held] = [this.#netlink.links(), this.#netlink.addresses()];
    if (!links.ok) return links;
    if (!held.ok) return held;
    const nameOf = new Map(links.value.map(({ index, name }) => [index, name]));
    const addresses = new Set(kept.flatMap((item) => (item.kind === 'address' ? [heldKey(item.address)] : [])));
    const old = held.value.filter(({ address, prefixLength, index, protocol }) => {
      const device = nameOf.get(index) ?? '';
      return protocol === OUR_PROTOCOL && !addresses.has(heldKey({ address, prefixLength, device }));
    });
    const removed = old.map((address) => this.#netlink.removeAddress(asRequest(address)));
    return removed.find((done) => !done.ok) ?? items;
  }

  /** Without effect on links that have no Ethernet neighbours, such as loopback. */
  announce(address: IpAddress, link: Link): Result<void, SystemError> {
    if (link.kind !== 'ethernet') return ok(undefined);
    return this.#packets.send(
      link,
      familyOf(address) === 4 ? arpFrame(address, link) : this.#neighbourFrame(address, link),
    );
  }

  /** Without the settings of IPv6 there is none on the interface, and the kernel refuses the rest. */
  #neighbourFrame(address: IpAddress, link: Link): Frame {
    const forwards = this.#netlink.forwardsIpv6(link.index);
    const router = forwards.ok ? forwards.value : 'no';
    const payload = encodeNeighbourAdvertisement({ address, mac: link.mac, router });
    return { etherType: ETHERTYPE_IPV6, mac: ALL_NODES_MAC, payload };
  }

  close(): void {
    this.#monitor?.close();
    this.#packets.close();
    for (const raw of this.#raw.values()) raw.close();
    this.#items.close();
    this.#beats.close();
    this.#netlink.close();
  }
}

const arpFrame = (address: IpAddress, { mac }: Link): Frame => ({
  etherType: ETHERTYPE_ARP,
  mac: BROADCAST_MAC,
  payload: encodeGratuitousArp(address, mac),
});

const asRequest = ({ index, address, prefixLength, peer }: AddressMessage): AddressRequest => ({
  index,
  address,
  prefixLength,
  scope: 0,
  ...(peer === undefined ? {} : { peer }),
});

const heldKey = ({ address, prefixLength, device }: Pick<Vip, 'address' | 'prefixLength' | 'device'>): string =>
  `${address}/${prefixLength} ${device}`;

function addressOf(vip: Vip, link: Link): AddressRequest {
  const { address, prefixLength, scope, label, broadcast, preferredLifetimeS, peer, flags } = vip;
  return {
    index: link.index,
    address,
    prefixLength,
    scope,
    ...(label === undefined ? {} : { label }),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(preferredLifetimeS === undefined ? {} : { preferredLifetimeS }),
    ...(peer === undefined ? {} : { peer }),
    ...(flags === undefined ? {} : { flags }),
  };
}
