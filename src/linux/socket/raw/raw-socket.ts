import { isMulticast } from '../../../model/address.ts';
import type { IpAddress, IpFamily } from '../../../model/address.ts';
import { err, ok } from '../../../model/result.ts';
import type { Result } from '../../../model/result.ts';
import type {
  Link,
  Outgoing,
  OutgoingPacket,
  ReceivedPacket,
  SendFailure,
  VrrpSocket,
} from '../../../ports/network.ts';
import type { SystemError } from '../../../ports/system-error.ts';
import { encodeSendInfo, sendInfoBytes } from '../../../wire/control-message.ts';
import { IP_SOCKET_ADDRESS_BYTES, ipSocketAddress } from '../../../wire/socket-address.ts';
import { monotonicUs } from '../../clock.ts';
import type { OwnedFd } from '../../fd.ts';
import { call, libc } from '../../libc.ts';
import { watchReadable } from '../../readiness.ts';
import { Memberships } from './memberships.ts';
import { IncomingBatch, OutgoingBatch } from '../message-batch.ts';
import { MessageHeader } from '../message-header.ts';
import { openSocket, setOption, withOptions } from '../options.ts';
import { RAW_FAMILIES } from './raw-family.ts';
import { Repeats } from './repeats.ts';

const SOCK_RAW = 3;
const IPPROTO_VRRP = 112;
const SOL_SOCKET = 1;
const INTERNET_CONTROL_PRIORITY = 6;
const MSG_DONTWAIT = 0x40;

const PRIORITY = { name: 'SO_PRIORITY', level: SOL_SOCKET, option: 12 };
const RCVBUF = { name: 'SO_RCVBUF', level: SOL_SOCKET, option: 8 };
const RCVBUFFORCE = { name: 'SO_RCVBUFFORCE', level: SOL_SOCKET, option: 33 };
/** Adverts of thousands of routers that speak at one moment; the usual size holds those of 250. */
const QUEUE_BYTES = 4_194_304;

/** The largest VRRP message is 8 + 255 × 16 bytes; a longer packet arrives cut, and its length tells. */
const DATA_BYTES = 4160;
const CONTROL_BYTES = 256;
const PACKETS_A_CALL = 32;
/** Packets read before other events get their turn; the poll comes back for the rest. */
const MAX_CALLS_PER_WAKEUP = 8;
/** More than the whole queue holds: what comes meanwhile is not waited for without end. */
const MAX_CALLS_TO_THE_END = 1024;
const MAX_SENT_PER_CALL = 256;
/** Packets that come as closely one after another are gathered, for so long. */
const THICK_US = 8000;
const REST_MS = 20;
/** What a receive may say without anything being wrong with the socket (`platform.md` 3.5). */
const PASSING_ERRORS: ReadonlySet<string> = new Set(['EINTR', 'ENETDOWN', 'ENOBUFS']);

/**
 * Raw protocol 112 of one family, one socket for all interfaces of the network namespace it was opened in. Every packet
 * that arrives for us goes to the interface's sockets, valid or not. A receive error that a socket in order cannot give
 * is thrown on the event loop.
 */
export class RawSocket {
  readonly #fd: OwnedFd;
  readonly #family: IpFamily;
  readonly #memberships: Memberships;
  readonly #incoming: IncomingBatch;
  readonly #outgoing = new OutgoingBatch(MAX_SENT_PER_CALL);
  readonly #prepared = new WeakMap<Outgoing, MessageHeader>();
  readonly #sockets = new Map<number, LinkSocket[]>();
  readonly #rest: () => void;
  readonly #repeats: Repeats;
  #wokenAtUs = -Infinity;

  private constructor(fd: OwnedFd, family: IpFamily) {
    this.#fd = fd;
    this.#family = family;
    this.#memberships = new Memberships(family, fd);
    this.#repeats = new Repeats(family);
    const nameBytes = IP_SOCKET_ADDRESS_BYTES[family];
    const sizes = { nameBytes, dataBytes: DATA_BYTES, controlBytes: CONTROL_BYTES };
    this.#incoming = new IncomingBatch(PACKETS_A_CALL, sizes);
    const watch = watchReadable(fd, () => this.#onReadable());
    this.#rest = () => watch.rest(REST_MS);
  }

  static open(family: IpFamily): Result<RawSocket, SystemError> {
    const { domain, options } = RAW_FAMILIES[family];
    const opened = openSocket(`a raw VRRP socket of IPv${family}`, [domain, SOCK_RAW, IPPROTO_VRRP], 'CAP_NET_RAW');
    if (!opened.ok) return opened;
    if (!setOption(opened.value, RCVBUFFORCE, QUEUE_BYTES).ok) setOption(opened.value, RCVBUF, QUEUE_BYTES);
    const ready = withOptions(opened.value, [...options, [PRIORITY, INTERNET_CONTROL_PRIORITY]]);
    return ready.ok ? ok(new RawSocket(ready.value, family)) : ready;
  }

  /** The part of one interface. */
  on(link: Link, receive: (packet: ReceivedPacket) => void): LinkSocket {
    const socket = new LinkSocket(this, link, this.#memberships, receive);
    this.#sockets.set(link.index, [...(this.#sockets.get(link.index) ?? []), socket]);
    return socket;
  }

  remove(socket: LinkSocket): void {
    const { index } = socket.link;
    const left = (this.#sockets.get(index) ?? []).filter((other) => other !== socket);
    if (left.length > 0) this.#sockets.set(index, left);
    else this.#sockets.delete(index);
    this.#repeats.forget();
  }

  /** Sends in order, with as few calls as possible; the packet that fails does not stop the next. */
  sendAll(all: readonly Outgoing[]): readonly SendFailure[] {
    const failures: SendFailure[] = [];
    for (let from = 0; from < all.length; from += MAX_SENT_PER_CALL) {
      const count = Math.min(MAX_SENT_PER_CALL, all.length - from);
      for (let at = 0; at < count; at += 1) this.#outgoing.put(at, this.#headerOf(all[from + at]));
      for (let at = 0; at < count;) {
        const sent = call(
          'sending an advert',
          libc.sendmmsg(this.#fd.number, this.#outgoing.from(at), count - at, MSG_DONTWAIT),
        );
        const outgoing = all[from + at + (sent.ok ? sent.value : 0)];
        if (!sent.ok && outgoing !== undefined) failures.push({ outgoing, error: sent.error });
        at += sent.ok ? sent.value : 1;
      }
    }
    return failures;
  }

  close(): void {
    this.#memberships.close();
  }

  /** What the kernel needs of a packet is made once, however often it is sent. */
  #headerOf(outgoing: Outgoing | undefined): MessageHeader {
    if (outgoing === undefined) throw new RangeError('nothing to send');
    const known = this.#prepared.get(outgoing);
    if (known !== undefined) return known;
    const header = this.#encoded(outgoing);
    this.#prepared.set(outgoing, header);
    return header;
  }

  #encoded({ socket, packet }: Outgoing): MessageHeader {
    const { source, destination, ttl, payload } = packet;
    const { index } = (socket as LinkSocket).link;
    const nameBytes = IP_SOCKET_ADDRESS_BYTES[this.#family];
    const controlBytes = sendInfoBytes(this.#family);
    const header = new MessageHeader({ nameBytes, dataBytes: payload.length, controlBytes });
    header.name.set(ipSocketAddress(destination, index));
    header.control.set(encodeSendInfo({ interfaceIndex: index, source, ttl }));
    header.data.set(payload);
    return header;
  }

  /** Where packets come thick, they are gathered for a moment: a wake-up costs more than a packet. */
  #onReadable(): void {
    const nowUs = monotonicUs();
    const sinceUs = nowUs - this.#wokenAtUs;
    this.#wokenAtUs = nowUs;
    const packets = this.#receive(MAX_CALLS_PER_WAKEUP);
    if (sinceUs < packets * THICK_US && !this.#fd.isClosed) this.#rest();
  }

  /** Delivers all that has arrived. */
  receiveWaiting(): void {
    this.#receive(MAX_CALLS_TO_THE_END);
  }

  /** @returns how many packets there were */
  #receive(maxCalls: number): number {
    const { vector, limit } = this.#incoming;
    let packets = 0;
    for (let calls = 0; calls < maxCalls && !this.#fd.isClosed; calls += 1) {
      const received = call('receiving VRRP', libc.recvmmsg(this.#fd.number, vector, limit, MSG_DONTWAIT, null));
      if (received.ok) {
        this.#deliver(received.value);
        packets += received.value;
        if (received.value < limit) break;
      } else if (received.error.errno === 'EAGAIN') break;
      else if (!PASSING_ERRORS.has(received.error.errno)) throw new Error(received.error.text);
    }
    return packets;
  }

  #deliver(messages: number): void {
    try {
      for (let at = 0; at < messages; at += 1) this.#deliverOne(at);
    } finally {
      this.#incoming.renew(messages);
    }
  }

  #deliverOne(at: number): void {
    const packet = this.#repeats.packetOf(this.#incoming.message(at));
    if (packet === undefined) return;
    // what another program has joined arrives here too
    for (const socket of this.#sockets.get(packet.interfaceIndex) ?? []) socket.take(packet);
  }
}

/** What one interface sends and receives through the socket of all. */
export class LinkSocket implements VrrpSocket {
  readonly raw: RawSocket;
  readonly link: Link;
  readonly #memberships: Memberships;
  readonly #receive: (packet: ReceivedPacket) => void;
  readonly #joined = new Set<IpAddress>();
  #state: 'open' | 'closed' = 'open';

  constructor(raw: RawSocket, link: Link, memberships: Memberships, receive: (packet: ReceivedPacket) => void) {
    this.raw = raw;
    this.link = link;
    this.#memberships = memberships;
    this.#receive = receive;
  }

  join(group: IpAddress): Result<void, SystemError> {
    if (this.#joined.has(group)) return ok(undefined);
    const joined = this.#memberships.join(group, this.link.index);
    if (!joined.ok) {
      return err({ ...joined.error, text: `joining ${group} on ${this.link.name}: ${joined.error.text}` });
    }
    this.#joined.add(group);
    return ok(undefined);
  }

  send(packet: OutgoingPacket): Result<void, SystemError> {
    const [failure] = this.raw.sendAll([{ socket: this, packet }]);
    return failure === undefined ? ok(undefined) : err(failure.error);
  }

  /** A packet that arrived on the interface; of multicast only what this socket has joined. */
  take(packet: ReceivedPacket): void {
    const isForUs = this.#joined.has(packet.destination) || !isMulticast(packet.destination);
    if (this.#state === 'open' && isForUs) this.#receive(packet);
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    for (const group of this.#joined) this.#memberships.leave(group, this.link.index);
    this.raw.remove(this);
  }
}
