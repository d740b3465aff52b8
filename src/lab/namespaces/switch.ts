import type { OwnedFd } from '../../linux/fd.ts';
import { orThrow } from '../../linux/libc.ts';
import { createNetworkNamespace } from '../../linux/namespace.ts';
import type { Netlink } from '../../linux/netlink.ts';
import { addressBytes, addressFromBytes } from '../../model/address.ts';
import type { IpAddress } from '../../model/address.ts';
import type { Host } from '../host.ts';
import { indexOf, netlinkIn } from './interfaces.ts';

/** The switch itself as an interface of its namespace: who listens there hears every frame. */
export const BRIDGE = 'switch';
/** No bridge: a port that belongs to none forwards nothing. */
const NO_BRIDGE = 0;
const PREFIX_LENGTH = 24;
const PREFIX_LENGTH_6 = 64;
const LOOPBACK_INDEX = 1;

/** The cable between a host and the switch. */
export interface Link {
  /** Takes the carrier away: the host's eth0 is down as when its cable is pulled. */
  cut(): void;
  restore(): void;
  /** Nothing gets through any more, and the host does not notice: its eth0 stays up. */
  isolate(): void;
  rejoin(): void;
}

/**
 * A bridge in a network namespace of its own, where no firewall of this machine sees it. It forwards at once (no
 * spanning tree) and floods multicast, because without a querier a snooping bridge may swallow adverts.
 */
export class Switch {
  readonly #namespace: OwnedFd;
  readonly #netlink: Netlink;
  readonly #segment: number;
  readonly #links = new Map<string, Link>();

  private constructor(namespace: OwnedFd, netlink: Netlink, segment: number) {
    this.#namespace = namespace;
    this.#netlink = netlink;
    this.#segment = segment;
  }

  /** The switch of a segment, counted from 0. Throws with the reason when namespaces are refused. */
  static open(segment: number): Switch {
    const namespace = orThrow(createNetworkNamespace());
    const netlink = netlinkIn(namespace);
    orThrow(netlink.createBridge({ name: BRIDGE, multicastSnooping: 'off' }));
    orThrow(netlink.setUp(indexOf(netlink, BRIDGE)));
    return new Switch(namespace, netlink, segment);
  }

  /** Connects a host: eth0, or that of this segment, with its address, and the loopback interface, both up. */
  connect(host: Host): void {
    const { name, namespaces } = host;
    const device = `eth${this.#segment}`;
    const address = addressInSegment(host.address, this.#segment);
    const port = `port${this.#links.size + 1}`;
    orThrow(this.#netlink.createVethPair({ name: port, peerName: device, peerNamespaceFd: namespaces.net }));
    const portIndex = indexOf(this.#netlink, port);
    const plugInto = (bridgeIndex: number): void => orThrow(this.#netlink.setMaster(portIndex, bridgeIndex));
    const bridgeIndex = indexOf(this.#netlink, BRIDGE);
    plugInto(bridgeIndex);
    orThrow(this.#netlink.setUp(portIndex));
    this.#links.set(name, {
      cut: () => orThrow(this.#netlink.setDown(portIndex)),
      restore: () => orThrow(this.#netlink.setUp(portIndex)),
      isolate: () => plugInto(NO_BRIDGE),
      rejoin: () => plugInto(bridgeIndex),
    });
    const inside = netlinkIn(namespaces.net);
    const index = indexOf(inside, device);
    orThrow(inside.setUp(LOOPBACK_INDEX));
    orThrow(inside.setUp(index));
    orThrow(inside.addAddress({ index, address, prefixLength: PREFIX_LENGTH, scope: 0 }));
    if (host.address6 !== 'none' && this.#segment === 0) {
      orThrow(inside.addAddress({ index, address: host.address6, prefixLength: PREFIX_LENGTH_6, scope: 0 }));
    }
    inside.close();
  }

  /** The cable of a connected host. Throws for a name that is not connected. */
  link(name: string): Link {
    const link = this.#links.get(name);
    if (link === undefined) throw new Error(`no host ${name} at the switch`);
    return link;
  }

  /** The network namespace in which {@link BRIDGE} is. */
  get namespace(): OwnedFd {
    return this.#namespace;
  }

  close(): void {
    this.#netlink.close();
    this.#namespace.close();
  }
}

/** Whether nothing of the host's own waits for the kernel to look for duplicates, as link-local addresses do at first. */
export function hasItsAddresses({ namespaces }: Host): boolean {
  const inside = netlinkIn(namespaces.net);
  const tentative = orThrow(inside.addresses()).some(({ state }) => state === 'tentative');
  inside.close();
  return !tentative;
}

/** `10.77.0.1` is `10.77.2.1` in the segment with the number 2. */
function addressInSegment(address: IpAddress, segment: number): IpAddress {
  const [a = 0, b = 0, c = 0, d = 0] = addressBytes(address);
  return addressFromBytes(Uint8Array.of(a, b, c + segment, d));
}
