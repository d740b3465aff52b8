import type { IpAddress } from '../model/address.ts';
import { ok, type Result } from '../model/result.ts';
import type { Link, Network, ReceivedPacket, VrrpSocket } from '../ports/network.ts';
import type { SystemError } from '../ports/system-error.ts';

/**
 * One raw socket for each interface that carries an instance. A socket belongs to an interface index: when the link is
 * created anew it has another one, and the old socket is closed.
 */
export class Sockets {
  readonly #network: Network;
  readonly #receive: (packet: ReceivedPacket) => void;
  readonly #open = new Map<number, { readonly socket: VrrpSocket; readonly joined: Set<IpAddress> }>();

  constructor(network: Network, receive: (packet: ReceivedPacket) => void) {
    this.#network = network;
    this.#receive = receive;
  }

  /** The open socket of the interface, with the multicast group joined when one is given. */
  ready(link: Link, group: IpAddress | 'none'): Result<VrrpSocket, SystemError> {
    const opened = this.#socket(link);
    if (!opened.ok) return opened;
    const { socket, joined } = opened.value;
    if (group === 'none' || joined.has(group)) return ok(socket);
    const join = socket.join(group);
    if (!join.ok) return join;
    joined.add(group);
    return ok(socket);
  }

  #socket(link: Link): Result<{ readonly socket: VrrpSocket; readonly joined: Set<IpAddress> }, SystemError> {
    const open = this.#open.get(link.index);
    if (open !== undefined) return ok(open);
    const opened = this.#network.openVrrpSocket(link, this.#receive);
    if (!opened.ok) return opened;
    const first = { socket: opened.value, joined: new Set<IpAddress>() };
    this.#open.set(link.index, first);
    return ok(first);
  }

  /** Closes the sockets of interfaces that no instance uses. */
  keepOnly(indexes: ReadonlySet<number>): void {
    for (const [index, { socket }] of this.#open) {
      if (indexes.has(index)) continue;
      socket.close();
      this.#open.delete(index);
    }
  }
}
