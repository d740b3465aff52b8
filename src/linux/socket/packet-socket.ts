import { ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { Link } from '../../ports/network.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { linkSocketAddress } from '../../wire/socket-address.ts';
import type { OwnedFd } from '../fd.ts';
import { sendTo } from './datagram.ts';
import { openSocket } from './options.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
/** Protocol 0: the socket sends on any interface and never receives, so nothing has to be drained. */
const RECEIVE_NOTHING = 0;

/** An Ethernet frame without its header. `mac`: of the destination, six bytes. */
export interface Frame {
  readonly etherType: number;
  readonly mac: Uint8Array;
  readonly payload: Uint8Array;
}

/** Sends frames on the interfaces of one network namespace; the kernel writes the Ethernet header. */
export class PacketSocket {
  readonly #fd: OwnedFd;

  private constructor(fd: OwnedFd) {
    this.#fd = fd;
  }

  static open(): Result<PacketSocket, SystemError> {
    const opened = openSocket('a packet socket', [AF_PACKET, SOCK_DGRAM, RECEIVE_NOTHING], 'CAP_NET_RAW');
    return opened.ok ? ok(new PacketSocket(opened.value)) : opened;
  }

  /** Sends one frame from the interface's own MAC. ENETDOWN when the interface is down. */
  send(link: Link, { etherType, mac, payload }: Frame): Result<void, SystemError> {
    return sendTo(this.#fd, payload, linkSocketAddress(link.index, etherType, mac), `announcing on ${link.name}`);
  }

  close(): void {
    this.#fd.close();
  }
}
