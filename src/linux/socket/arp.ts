import type { IpAddress } from '../../model/address.ts';
import type { Result } from '../../model/result.ts';
import type { Link } from '../../ports/network.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { BROADCAST_MAC, decodeArpReply, encodeArpRequest, ETHERTYPE_ARP } from '../../wire/arp.ts';
import { linkSocketAddress } from '../../wire/socket-address.ts';
import type { OwnedFd } from '../fd.ts';
import { bound, receiveDatagrams, sendTo } from './datagram.ts';
import { openSocket } from './options.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
/** The protocol of `socket` as bytes in network order. */
const NOTHING_YET = 0;

/** Asks neighbours on one interface by ARP. */
export class ArpSocket {
  readonly #fd: OwnedFd;
  readonly #link: Link;

  private constructor(fd: OwnedFd, link: Link) {
    this.#fd = fd;
    this.#link = link;
  }

  /** Every ARP reply that arrives on the interface goes to `receive`. EPERM without CAP_NET_RAW. */
  static open(link: Link, receive: (address: IpAddress) => void): Result<ArpSocket, SystemError> {
    const opened = openSocket('a packet socket', [AF_PACKET, SOCK_DGRAM, NOTHING_YET], 'CAP_NET_RAW');
    if (!opened.ok) return opened;
    // Bound before it receives anything, so that nothing of other interfaces is queued.
    const address = linkSocketAddress(link.index, ETHERTYPE_ARP, new Uint8Array(0));
    const ready = bound(opened.value, address, `listening for ARP on ${link.name}`);
    if (!ready.ok) return ready;
    receiveDatagrams(opened.value, (bytes) => {
      const reply = decodeArpReply(bytes);
      if (reply !== undefined) receive(reply.address);
    });
    return { ok: true, value: new ArpSocket(opened.value, link) };
  }

  /** Broadcasts a request. ENETDOWN when the interface is down. */
  ask(target: IpAddress, from: IpAddress): Result<void, SystemError> {
    const to = linkSocketAddress(this.#link.index, ETHERTYPE_ARP, BROADCAST_MAC);
    const request = encodeArpRequest(target, from, this.#link.mac);
    return sendTo(this.#fd, request, to, `asking for ${target} on ${this.#link.name}`);
  }

  close(): void {
    this.#fd.close();
  }
}
