import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import * as nl from '../../wire/netlink/message.ts';
import type { OwnedFd } from '../fd.ts';
import { call, libc, systemError } from '../libc.ts';
import { int32, openSocket, type SocketOption, withOptions } from './options.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_ROUTE = 0;
const NETLINK_NETFILTER = 12;
/** `sockaddr_nl`. */
const ADDRESS_BYTES = 12;
const SOL_NETLINK = 270;
/** More than the kernel puts in one piece of a dump (32 KiB). */
const RECEIVE_BYTES = 65_536;
/** Pieces of one answer, and repetitions of a dump that a change disturbed. */
const MAX_PIECES = 4096;
const MAX_DUMP_TRIES = 8;

const ANSWERS: readonly (readonly [SocketOption, number])[] = [
  [{ name: 'NETLINK_EXT_ACK', level: SOL_NETLINK, option: 11 }, 1],
  [{ name: 'NETLINK_CAP_ACK', level: SOL_NETLINK, option: 10 }, 1],
];
/** The kernel filters a dump as its request says, and answers EINVAL to what makes no sense. */
const STRICT = [{ name: 'NETLINK_GET_STRICT_CHK', level: SOL_NETLINK, option: 12 }, 1] as const;

/** Opens and binds a route netlink socket in the current network namespace; it stays in that namespace. */
export const openRouteSocket = (): Result<OwnedFd, SystemError> =>
  openNetlink('a route netlink socket', NETLINK_ROUTE, [...ANSWERS, STRICT]);

/** The same for nfnetlink. */
export const openNetfilterSocket = (): Result<OwnedFd, SystemError> =>
  openNetlink('a netfilter netlink socket', NETLINK_NETFILTER, ANSWERS);

function openNetlink(
  what: string,
  protocol: number,
  options: readonly (readonly [SocketOption, number])[],
): Result<OwnedFd, SystemError> {
  const opened = openSocket(what, [AF_NETLINK, SOCK_RAW, protocol]);
  if (!opened.ok) return opened;
  const ready = withOptions(opened.value, options);
  if (!ready.ok) return ready;
  const address = new Uint8Array(ADDRESS_BYTES);
  address[0] = AF_NETLINK;
  const bound = call(`binding ${what}`, libc.bind(ready.value.number, address, address.length));
  if (bound.ok) return ready;
  ready.value.close();
  return bound;
}

/** What tells others by whom a change was made. */
export function portOf(fd: OwnedFd): Result<number, SystemError> {
  const address = new Uint8Array(ADDRESS_BYTES);
  const asked = call(
    'reading the port of a netlink socket',
    libc.getsockname(fd.number, address, int32(ADDRESS_BYTES)),
  );
  return asked.ok ? ok(nl.viewOf(address).getUint32(4, true)) : asked;
}

/**
 * Requests to rtnetlink and their answers. rtnetlink works inside the caller's `send`, so the answer is queued before
 * `send` returns: nothing here waits, and EAGAIN where an answer is due is an error.
 */
export class RouteSocket {
  readonly #fd: OwnedFd;
  readonly #buffer = Buffer.allocUnsafeSlow(RECEIVE_BYTES);
  #sequence = 0;

  /** Takes over a socket from {@link openRouteSocket}. */
  constructor(fd: OwnedFd) {
    this.#fd = fd;
  }

  /** Sends one change and reads its acknowledgement. `what`: for the error text. */
  request(what: string, type: number, flags: number, body: Uint8Array): Result<void, SystemError> {
    const answers = this.#exchange(what, type, flags | nl.NLM_F_ACK, body);
    return answers.ok ? ok(undefined) : answers;
  }

  /** Asks for one thing; the answers, with the acknowledgement as the last. */
  get(what: string, type: number, body: Uint8Array): Result<readonly nl.NetlinkMessage[], SystemError> {
    return this.#exchange(what, type, nl.NLM_F_ACK, body);
  }

  /** Reads a list and decodes each entry; entries that decode to `undefined` are left out. */
  dump<T>(
    what: string,
    [type, body]: readonly [number, Uint8Array],
    decode: (message: nl.NetlinkMessage) => T | undefined,
  ): Result<readonly T[], SystemError> {
    for (let attempt = 0; attempt < MAX_DUMP_TRIES; attempt += 1) {
      const answers = this.#exchange(what, type, nl.NLM_F_DUMP, body);
      if (!answers.ok) return answers;
      if (answers.value.some(({ flags }) => (flags & nl.NLM_F_DUMP_INTR) !== 0)) continue;
      return ok(answers.value.map(decode).filter((entry) => entry !== undefined));
    }
    return err({ errno: 'EINTR', text: `${what}: changed ${MAX_DUMP_TRIES} times while it was read (EINTR)` });
  }

  close(): void {
    this.#fd.close();
  }

  /** Sends and collects what came before the acknowledgement; an error acknowledgement is the error. */
  #exchange(
    what: string,
    type: number,
    flags: number,
    body: Uint8Array,
  ): Result<readonly nl.NetlinkMessage[], SystemError> {
    this.#sequence = (this.#sequence + 1) >>> 0;
    const message = nl.encodeMessage({ type, flags: flags | nl.NLM_F_REQUEST, sequence: this.#sequence, body });
    const sent = call(what, libc.send(this.#fd.number, message, message.length, 0), 'CAP_NET_ADMIN');
    if (!sent.ok) return sent;
    const answers: nl.NetlinkMessage[] = [];
    for (let piece = 0; piece < MAX_PIECES; piece += 1) {
      const received = call(what, libc.recv(this.#fd.number, this.#buffer, this.#buffer.length, 0));
      if (!received.ok) return received;
      // a copy: the bodies outlive this piece of the answer
      for (const answer of nl.decodeMessages(new Uint8Array(this.#buffer.subarray(0, received.value)))) {
        if (answer.sequence !== this.#sequence) continue; // left over from an exchange that failed half-way
        if (answer.type !== nl.NLMSG_ERROR && answer.type !== nl.NLMSG_DONE) {
          answers.push(answer);
          continue;
        }
        const refusal = refused(what, nl.decodeAcknowledgement(answer));
        return refusal === undefined ? ok([...answers, answer]) : err(refusal);
      }
    }
    return err({ errno: 'EMSGSIZE', text: `${what}: the answer has more than ${MAX_PIECES} pieces (EMSGSIZE)` });
  }
}

export function refused(what: string, acknowledgement: nl.Acknowledgement | undefined): SystemError | undefined {
  const { errno, text } = acknowledgement ?? { errno: 0 };
  if (errno === 0) return undefined;
  return systemError(errno, text === undefined ? what : `${what}: ${text}`, 'CAP_NET_ADMIN');
}
