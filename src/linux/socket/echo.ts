import type { IpAddress } from '../../model/address.ts';
import { err } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { decodeEchoReply, type Echo, encodeEchoRequest } from '../../wire/icmp.ts';
import { decodeIpv4 } from '../../wire/ipv4.ts';
import { ipSocketAddress } from '../../wire/socket-address.ts';
import type { OwnedFd } from '../fd.ts';
import { bound, receiveDatagrams, sendTo } from './datagram.ts';
import { openSocket, withOptions } from './options.ts';

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const IPPROTO_ICMP = 1;
const BINDTODEVICE = { name: 'SO_BINDTODEVICE', level: 1, option: 25 };

export interface EchoOptions {
  readonly from: IpAddress | 'any';
  readonly interface: string | 'any';
}

/**
 * Asks neighbours by ICMP echo. The kernel's ping socket needs no right where `net.ipv4.ping_group_range` holds the
 * process's group; elsewhere a raw socket does it, which needs CAP_NET_RAW.
 */
export class EchoSocket {
  readonly #fd: OwnedFd;

  private constructor(fd: OwnedFd) {
    this.#fd = fd;
  }

  /**
   * Opens in the current network namespace. Every echo reply that arrives for this socket (raw: for this host) goes to
   * `receive`; what it carries tells whose it is. Errors: EPERM and EACCES without any right to ping, ENODEV for
   * `interface`, EADDRNOTAVAIL for `from`.
   */
  static open(options: EchoOptions, receive: (reply: Echo) => void): Result<EchoSocket, SystemError> {
    const unprivileged = openSocket('a ping socket', [AF_INET, SOCK_DGRAM, IPPROTO_ICMP]);
    const kind = unprivileged.ok ? 'ping' : 'raw';
    const opened = unprivileged.ok
      ? unprivileged
      : openSocket('a raw ICMP socket', [AF_INET, SOCK_RAW, IPPROTO_ICMP], 'CAP_NET_RAW');
    if (!opened.ok) return opened;
    const ready = prepared(opened.value, options);
    if (!ready.ok) return err(ready.error);
    receiveDatagrams(opened.value, (bytes) => {
      const message = kind === 'raw' ? decodeIpv4(bytes)?.payload : bytes;
      const reply = message === undefined ? undefined : decodeEchoReply(message);
      if (reply !== undefined) receive(reply);
    });
    return { ok: true, value: new EchoSocket(opened.value) };
  }

  send(target: IpAddress, echo: Echo): Result<void, SystemError> {
    return sendTo(this.#fd, encodeEchoRequest(echo), ipSocketAddress(target), `pinging ${target}`);
  }

  close(): void {
    this.#fd.close();
  }
}

function prepared(fd: OwnedFd, { from, interface: name }: EchoOptions): Result<OwnedFd, SystemError> {
  const onDevice = name === 'any' ? undefined : withOptions(fd, [[BINDTODEVICE, Buffer.from(`${name}\0`)]]);
  if (onDevice !== undefined && !onDevice.ok) return onDevice;
  return from === 'any' ? { ok: true, value: fd } : bound(fd, ipSocketAddress(from), `pinging from ${from}`);
}
