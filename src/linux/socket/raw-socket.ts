import type { IpAddress, IpFamily } from '../../model/address.ts';
import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { Link, OutgoingPacket, ReceivedPacket, VrrpSocket } from '../../ports/network.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { decodeReceiveInfo, encodeSendInfo, sendInfoBytes } from '../../wire/control-message.ts';
import { IP_SOCKET_ADDRESS_BYTES, ipSocketAddress } from '../../wire/socket-address.ts';
import { monotonicUs, realtimeNs } from '../clock.ts';
import type { OwnedFd } from '../fd.ts';
import { call, libc } from '../libc.ts';
import { watchReadable } from '../readiness.ts';
import { MessageHeader } from './message-header.ts';
import { openSocket, setOption, withOptions } from './options.ts';
import { RAW_FAMILIES } from './raw-family.ts';

const SOCK_RAW = 3;
const IPPROTO_VRRP = 112;
const SOL_SOCKET = 1;
const INTERNET_CONTROL_PRIORITY = 6;

const BINDTODEVICE = { name: 'SO_BINDTODEVICE', level: SOL_SOCKET, option: 25 };
const FIXED_OPTIONS = [
  [{ name: 'SO_PRIORITY', level: SOL_SOCKET, option: 12 }, INTERNET_CONTROL_PRIORITY],
  [{ name: 'SO_TIMESTAMPNS', level: SOL_SOCKET, option: 35 }, 1],
] as const;

/** The largest VRRP message is 8 + 255 × 16 bytes; a longer packet arrives cut, and its length tells. */
const DATA_BYTES = 4160;
const CONTROL_BYTES = 256;
/** Packets read before other events get their turn; the poll comes back for the rest. */
const MAX_PACKETS_PER_WAKEUP = 256;
/** What a receive may say without anything being wrong with the socket (`platform.md` 3.5). */
const PASSING_ERRORS: ReadonlySet<string> = new Set(['EINTR', 'ENETDOWN', 'ENOBUFS']);

/**
 * Opens raw protocol 112 of one family on one interface, in the current network namespace. Every packet that arrives
 * there for us goes to `receive`, valid or not. A receive error that a socket in order cannot give is thrown on the event
 * loop.
 */
export function openRawSocket(
  link: Link,
  family: IpFamily,
  receive: (packet: ReceivedPacket) => void,
): Result<VrrpSocket, SystemError> {
  const { domain, options } = RAW_FAMILIES[family];
  const opened = openSocket(`a raw VRRP socket of IPv${family}`, [domain, SOCK_RAW, IPPROTO_VRRP], 'CAP_NET_RAW');
  if (!opened.ok) return opened;
  const ready = withOptions(opened.value, [
    [BINDTODEVICE, Buffer.from(`${link.name}\0`)],
    ...options(link.index),
    ...FIXED_OPTIONS,
  ]);
  return ready.ok ? ok(new RawSocket(ready.value, link, family, receive)) : ready;
}

class RawSocket implements VrrpSocket {
  readonly #fd: OwnedFd;
  readonly #link: Link;
  readonly #family: IpFamily;
  readonly #receive: (packet: ReceivedPacket) => void;
  readonly #incoming: MessageHeader;
  readonly #outgoing: MessageHeader;
  /** When the queue was last seen empty: what is read later arrived later, whatever the wall clock did. */
  #emptyAtUs = monotonicUs();

  constructor(fd: OwnedFd, link: Link, family: IpFamily, receive: (packet: ReceivedPacket) => void) {
    const sizes = { nameBytes: IP_SOCKET_ADDRESS_BYTES[family], dataBytes: DATA_BYTES };
    this.#fd = fd;
    this.#link = link;
    this.#family = family;
    this.#receive = receive;
    this.#incoming = new MessageHeader({ ...sizes, controlBytes: CONTROL_BYTES });
    this.#outgoing = new MessageHeader({ ...sizes, controlBytes: sendInfoBytes(family) });
    watchReadable(fd, () => this.#drain());
  }

  join(group: IpAddress): Result<void, SystemError> {
    const { membership, groupRequest } = RAW_FAMILIES[this.#family];
    const joined = setOption(this.#fd, membership, groupRequest(group, this.#link.index));
    if (joined.ok || joined.error.errno === 'EADDRINUSE') return ok(undefined);
    return err({ ...joined.error, text: `joining ${group} on ${this.#link.name}: ${joined.error.text}` });
  }

  send({ source, destination, ttl, payload }: OutgoingPacket): Result<void, SystemError> {
    const what = `sending to ${destination} on ${this.#link.name}`;
    if (payload.length > DATA_BYTES) return err({ errno: 'EMSGSIZE', text: `${what}: ${payload.length} bytes` });
    const message = this.#outgoing;
    message.name.set(ipSocketAddress(destination, this.#link.index));
    message.control.set(encodeSendInfo({ interfaceIndex: this.#link.index, source, ttl }));
    message.data.set(payload);
    const sent = call(what, libc.sendmsg(this.#fd.number, message.prepared(payload.length), 0));
    return sent.ok ? ok(undefined) : sent;
  }

  close(): void {
    this.#fd.close();
  }

  #drain(): void {
    for (let packets = 0; packets < MAX_PACKETS_PER_WAKEUP && !this.#fd.isClosed; packets += 1) {
      const received = call('receiving VRRP', libc.recvmsg(this.#fd.number, this.#incoming.prepared(), 0));
      if (received.ok) {
        this.#deliver(received.value);
      } else if (received.error.errno === 'EAGAIN') {
        this.#emptyAtUs = monotonicUs();
        return;
      } else if (!PASSING_ERRORS.has(received.error.errno)) {
        throw new Error(`${this.#link.name}: ${received.error.text}`);
      }
    }
  }

  #deliver(bytes: number): void {
    const info = decodeReceiveInfo(this.#incoming.receivedControl());
    const { interfaceIndex, receivedAtNs } = info;
    // a packet of another interface can be queued between opening the socket and binding it to its interface
    if (interfaceIndex !== this.#link.index) return;
    const data = new Uint8Array(this.#incoming.data.subarray(0, bytes));
    const content = RAW_FAMILIES[this.#family].contentOf(data, info, this.#incoming.name);
    if (content !== undefined) this.#receive({ interfaceIndex, ...content, atUs: this.#arrivalUs(receivedAtNs) });
  }

  /** The kernel's wall-clock stamp on the monotonic clock. */
  #arrivalUs(receivedAtNs: bigint | undefined): number {
    const nowUs = monotonicUs();
    if (receivedAtNs === undefined) return nowUs;
    const ageUs = Number((realtimeNs() - receivedAtNs) / 1000n);
    return Math.min(Math.max(nowUs - ageUs, this.#emptyAtUs), nowUs);
  }
}
