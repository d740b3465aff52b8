import type { IpAddress, IpFamily } from '../model/address.ts';
import { ok, type Result } from '../model/result.ts';
import type { Link, Network, ReceivedPacket, VrrpSocket } from '../ports/network.ts';
import type { SystemError } from '../ports/system-error.ts';

/**
 * One raw socket for each interface and family that carry an instance. A socket belongs to an interface index: when the
 * link is created anew it has another one, and the old socket is closed.
 */
export class Sockets {
  readonly #network: Network;
  readonly #receive: (packet: ReceivedPacket) => void;
  readonly #open = new Map<string, { readonly socket: VrrpSocket; readonly joined: Set<IpAddress> }>();

  constructor(network: Network, receive: (packet: ReceivedPacket) => void) {
    this.#network = network;
    this.#receive = receive;
  }

  /** The open socket, with the multicast group joined when one is given. */
  ready(link: Link, family: IpFamily, group: IpAddress | 'none'): Result<VrrpSocket, SystemError> {
    const opened = this.#socket(link, family);
    if (!opened.ok) return opened;
    const { socket, joined } = opened.value;
    if (group === 'none' || joined.has(group)) return ok(socket);
    const join = socket.join(group);
    if (!join.ok) return join;
    joined.add(group);
    return ok(socket);
  }

  #socket(
    link: Link,
    family: IpFamily,
  ): Result<{ readonly socket: VrrpSocket; readonly joined: Set<IpAddress> }, SystemError> {
    const key = socketKey(link, family);
    const open = this.#open.get(key);
    if (open !== undefined) return ok(open);
    const opened = this.#network.openVrrpSocket(link, family, this.#receive);
    if (!opened.ok) return opened;
    const first = { socket: opened.value, joined: new Set<IpAddress>() };
    this.#open.set(key, first);
    return ok(first);
  }

  /** Closes the sockets that no instance uses. */
  keepOnly(inUse: ReadonlySet<string>): void {
    for (const [key, { socket }] of this.#open) {
      if (inUse.has(key)) continue;
      socket.close();
      this.#open.delete(key);
    }
  }
}

/** Names a socket for {@link Sockets.keepOnly}. */
export const socketKey = ({ index }: Link, family: IpFamily): string => `${index}/${family}`;
