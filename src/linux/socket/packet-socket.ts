import { ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { Link } from '../../ports/network.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { BROADCAST_MAC, ETHERTYPE_ARP } from '../../wire/arp.ts';
import { linkSocketAddress } from '../../wire/socket-address.ts';
import type { OwnedFd } from '../fd.ts';
import { call, libc } from '../libc.ts';
import { openSocket } from './options.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
/** Protocol 0: the socket sends on any interface and never receives, so nothing has to be drained. */
const RECEIVE_NOTHING = 0;

/** Sends ARP frames on the interfaces of one network namespace; the kernel writes the Ethernet header. */
export class PacketSocket {
  readonly #fd: OwnedFd;

  private constructor(fd: OwnedFd) {
    this.#fd = fd;
  }

  static open(): Result<PacketSocket, SystemError> {
    const opened = openSocket('a packet socket', [AF_PACKET, SOCK_DGRAM, RECEIVE_NOTHING], 'CAP_NET_RAW');
    return opened.ok ? ok(new PacketSocket(opened.value)) : opened;
  }

  /** Broadcasts one ARP message from the interface's own MAC. ENETDOWN when the interface is down. */
  broadcastArp(link: Link, arp: Uint8Array): Result<void, SystemError> {
    const to = linkSocketAddress(link.index, ETHERTYPE_ARP, BROADCAST_MAC);
    const what = `sending ARP on ${link.name}`;
    const sent = call(what, libc.sendto(this.#fd.number, arp, arp.length, 0, to, to.length));
    return sent.ok ? ok(undefined) : sent;
  }

  close(): void {
    this.#fd.close();
  }
}
