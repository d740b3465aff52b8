import { ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { decodeMessages } from '../../wire/netlink/message.ts';
import { decodeRemoval } from '../../wire/nftables/change.ts';
import type { OwnedFd } from '../fd.ts';
import { call, libc } from '../libc.ts';
import { watchReadable } from '../readiness.ts';
import { openNetfilterSocket } from '../socket/netlink.ts';
import { withOptions } from '../socket/options.ts';

const ADD_MEMBERSHIP = { name: 'NETLINK_ADD_MEMBERSHIP', level: 270, option: 1 };
const NFNLGRP_NFTABLES = 7;
const RECEIVE_BYTES = 65_536;
/** Datagrams read before other events get their turn; the poll comes back for the rest. */
const MAX_DATAGRAMS_PER_WAKEUP = 256;

interface Watched {
  readonly table: string;
  /** The socket whose changes are not told: {@link NftSocket.port}. */
  readonly ownPort: number;
  readonly removed: () => void;
}

/** Tells when another program removes something of a table, as `nft flush ruleset` does; also when events were lost. */
export class NftMonitor {
  readonly #fd: OwnedFd;
  readonly #watched: Watched;
  readonly #buffer = Buffer.allocUnsafeSlow(RECEIVE_BYTES);

  private constructor(fd: OwnedFd, watched: Watched) {
    this.#fd = fd;
    this.#watched = watched;
    watchReadable(fd, () => this.#drain());
  }

  static open(watched: Watched): Result<NftMonitor, SystemError> {
    const opened = openNetfilterSocket();
    const joined = opened.ok ? withOptions(opened.value, [[ADD_MEMBERSHIP, NFNLGRP_NFTABLES]]) : opened;
    return joined.ok ? ok(new NftMonitor(joined.value, watched)) : joined;
  }

  #drain(): void {
    let isGone = false;
    for (let datagrams = 0; datagrams < MAX_DATAGRAMS_PER_WAKEUP; datagrams += 1) {
      const received = call('receiving', libc.recv(this.#fd.number, this.#buffer, this.#buffer.length, 0));
      if (!received.ok) {
        isGone ||= received.error.errno === 'ENOBUFS';
        if (received.error.errno !== 'ENOBUFS') break;
      } else isGone ||= this.#tells(new Uint8Array(this.#buffer.subarray(0, received.value)));
    }
    if (isGone) this.#watched.removed();
  }

  #tells(datagram: Uint8Array): boolean {
    const { table, ownPort } = this.#watched;
    return decodeMessages(datagram).some((message) => message.port !== ownPort && decodeRemoval(message) === table);
  }

  close(): void {
    this.#fd.close();
  }
}
