import { familyOf } from '../model/address.ts';
import type { IpAddress, IpFamily } from '../model/address.ts';
import type { HostItem } from '../model/host/item.ts';
import type { Vip } from '../model/instance.ts';
import { ok } from '../model/result.ts';
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
import type { AddressRequest } from '../wire/netlink/address.ts';
import { HostItems } from './items/host-items.ts';
import { NetlinkMonitor } from './netlink-monitor.ts';
import { Netlink } from './netlink.ts';
import { type Frame, PacketSocket } from './socket/packet-socket.ts';
import { type LinkSocket, RawSocket } from './socket/raw-socket.ts';

/** IFA_PROTO of the addresses that vipward adds: 'v'. A later process finds by it what a dead one left. */
const ADDRESS_PROTOCOL = 0x76;

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
  #monitor: NetlinkMonitor | undefined;
  #listener: (change: NetworkChange) => void = () => {};

  constructor(netlink: Netlink, packets: PacketSocket) {
    this.#netlink = netlink;
    this.#packets = packets;
    this.#items = new HostItems(netlink);
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
    const request = { ...addressOf(vip, link), protocol: ADDRESS_PROTOCOL };
    const added = this.#netlink.addAddress(request);
    if (added.ok) return ok('added');
    if (added.error.errno !== 'EEXIST') return added;
    if (!this.#isUseless(vip, link)) return ok('present');
    // whoever added it let the kernel look for duplicates, and no packet reaches it
    this.#netlink.removeAddress(request);
    const again = this.#netlink.addAddress(request);
    return again.ok ? ok('added') : again;
  }

  #isUseless({ address }: Vip, { index }: Link): boolean {
    const held = this.#netlink.addresses();
    return (
      held.ok && held.value.some((one) => one.address === address && one.index === index && one.state !== 'usable')
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
    return this.#items.install(item);
  }

  uninstall(item: HostItem): Result<'removed' | 'absent', SystemError> {
    return this.#items.uninstall(item);
  }

  leftovers(): Result<readonly HostItem[], SystemError> {
    return this.#items.leftovers();
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
    this.#netlink.close();
  }
}

const arpFrame = (address: IpAddress, { mac }: Link): Frame => ({
  etherType: ETHERTYPE_ARP,
  mac: BROADCAST_MAC,
  payload: encodeGratuitousArp(address, mac),
});

function addressOf(vip: Vip, link: Link): AddressRequest {
  const { address, prefixLength, scope, label, broadcast, preferredLifetimeS } = vip;
  return {
    index: link.index,
    address,
    prefixLength,
    scope,
    ...(label === undefined ? {} : { label }),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(preferredLifetimeS === undefined ? {} : { preferredLifetimeS }),
  };
}
