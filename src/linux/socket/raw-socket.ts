import { addressBytes, addressFromBytes } from '../../model/address.ts';
import type { IpAddress } from '../../model/address.ts';
import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { Link, OutgoingPacket, ReceivedPacket, VrrpSocket } from '../../ports/network.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { decodeReceiveInfo, encodeSendInfo, SEND_INFO_BYTES } from '../../wire/control-message.ts';
import { decodeIpv4 } from '../../wire/ipv4.ts';
import { ipv4SocketAddress } from '../../wire/socket-address.ts';
import { monotonicUs, realtimeNs } from '../clock.ts';
import type { OwnedFd } from '../fd.ts';
import { call, libc } from '../libc.ts';
import { watchReadable } from '../readiness.ts';
import { MessageHeader } from './message-header.ts';
import { int32, openSocket, setOption, withOptions } from './options.ts';

const AF_INET = 2;
const SOCK_RAW = 3;
const IPPROTO_VRRP = 112;
const SOL_SOCKET = 1;
const SOL_IP = 0;
const CS6 = 0xc0;
const INTERNET_CONTROL_PRIORITY = 6;
/** Do not set "don't fragment", as no VRRP peer does. */
const PMTUDISC_DONT = 0;

const ANY_GROUP = addressFromBytes(new Uint8Array(4));
const BINDTODEVICE = { name: 'SO_BINDTODEVICE', level: SOL_SOCKET, option: 25 };
const MULTICAST_IF = { name: 'IP_MULTICAST_IF', level: SOL_IP, option: 32 };
const ADD_MEMBERSHIP = { name: 'IP_ADD_MEMBERSHIP', level: SOL_IP, option: 35 };
const FIXED_OPTIONS = [
  [{ name: 'IP_MULTICAST_ALL', level: SOL_IP, option: 49 }, 0],
  [{ name: 'IP_MULTICAST_LOOP', level: SOL_IP, option: 34 }, 0],
  [{ name: 'IP_TOS', level: SOL_IP, option: 1 }, CS6],
  [{ name: 'IP_MTU_DISCOVER', level: SOL_IP, option: 10 }, PMTUDISC_DONT],
  [{ name: 'SO_PRIORITY', level: SOL_SOCKET, option: 12 }, INTERNET_CONTROL_PRIORITY],
  [{ name: 'IP_PKTINFO', level: SOL_IP, option: 8 }, 1],
  [{ name: 'SO_TIMESTAMPNS', level: SOL_SOCKET, option: 35 }, 1],
] as const;

/** The largest VRRP message is 8 + 255 × 4 + 8 bytes; a longer packet arrives cut and its length field tells. */
const DATA_BYTES = 2048;
const CONTROL_BYTES = 256;
/** Packets read before other events get their turn; the poll comes back for the rest. */
const MAX_PACKETS_PER_WAKEUP = 256;
/** What a receive may say without anything being wrong with the socket (`platform.md` 3.5). */
const PASSING_ERRORS: ReadonlySet<string> = new Set(['EINTR', 'ENETDOWN', 'ENOBUFS']);

/**
 * Opens raw protocol 112 on one interface, in the current network namespace. Every packet that arrives there for us
 * goes to `receive`, valid or not. A receive error that a socket in order cannot give is thrown on the event loop.
 */
export function openRawSocket(link: Link, receive: (packet: ReceivedPacket) => void): Result<VrrpSocket, SystemError> {
  const opened = openSocket('a raw VRRP socket', [AF_INET, SOCK_RAW, IPPROTO_VRRP], 'CAP_NET_RAW');
  if (!opened.ok) return opened;
  const ready = withOptions(opened.value, [
    [BINDTODEVICE, Buffer.from(`${link.name}\0`)],
    [MULTICAST_IF, multicastRequest(ANY_GROUP, link.index)],
    ...FIXED_OPTIONS,
  ]);
  return ready.ok ? ok(new RawSocket(ready.value, link, receive)) : ready;
}

/** `ip_mreqn`: group and interface. */
const multicastRequest = (group: IpAddress, index: number): Uint8Array =>
  Uint8Array.of(...addressBytes(group), 0, 0, 0, 0, ...int32(index));

class RawSocket implements VrrpSocket {
  readonly #fd: OwnedFd;
  readonly #link: Link;
  readonly #receive: (packet: ReceivedPacket) => void;
  readonly #incoming = new MessageHeader({ nameBytes: 16, dataBytes: DATA_BYTES, controlBytes: CONTROL_BYTES });
  readonly #outgoing = new MessageHeader({ nameBytes: 16, dataBytes: DATA_BYTES, controlBytes: SEND_INFO_BYTES });
  /** When the queue was last seen empty: what is read later arrived later, whatever the wall clock did. */
  #emptyAtUs = monotonicUs();

  constructor(fd: OwnedFd, link: Link, receive: (packet: ReceivedPacket) => void) {
    this.#fd = fd;
    this.#link = link;
    this.#receive = receive;
    watchReadable(fd, () => this.#drain());
  }

  join(group: IpAddress): Result<void, SystemError> {
    const joined = setOption(this.#fd, ADD_MEMBERSHIP, multicastRequest(group, this.#link.index));
    if (joined.ok || joined.error.errno === 'EADDRINUSE') return ok(undefined);
    return err({ ...joined.error, text: `joining ${group} on ${this.#link.name}: ${joined.error.text}` });
  }

  send({ source, destination, ttl, payload }: OutgoingPacket): Result<void, SystemError> {
    const what = `sending to ${destination} on ${this.#link.name}`;
    if (payload.length > DATA_BYTES) return err({ errno: 'EMSGSIZE', text: `${what}: ${payload.length} bytes` });
    const message = this.#outgoing;
    message.name.set(ipv4SocketAddress(destination));
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
    const { interfaceIndex, receivedAtNs } = decodeReceiveInfo(this.#incoming.receivedControl());
    // a packet of another interface can be queued between opening the socket and binding it to its interface
    if (interfaceIndex !== this.#link.index) return;
    const packet = decodeIpv4(new Uint8Array(this.#incoming.data.subarray(0, bytes)));
    if (packet === undefined) return; // the kernel delivers whole IPv4 headers only
    this.#receive({
      interfaceIndex,
      source: packet.source,
      destination: packet.destination,
      ttl: packet.ttl,
      ipHeaderBytes: packet.headerBytes,
      ipTotalLength: packet.totalLength,
      payload: packet.payload,
      atUs: this.#arrivalUs(receivedAtNs),
    });
  }

  /** The kernel's wall-clock stamp on the monotonic clock. */
  #arrivalUs(receivedAtNs: bigint | undefined): number {
    const nowUs = monotonicUs();
    if (receivedAtNs === undefined) return nowUs;
    const ageUs = Number((realtimeNs() - receivedAtNs) / 1000n);
    return Math.min(Math.max(nowUs - ageUs, this.#emptyAtUs), nowUs);
  }
}
