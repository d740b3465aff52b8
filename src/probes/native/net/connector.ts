import { connect, type Socket } from 'node:net';
import { type Endpoint, peerOf } from '../../../model/probe/endpoint.ts';
import type { Attempt } from '../native-probe.ts';
import { faultOf } from './faults.ts';
import type { Remark } from './good-end.ts';
import { HostAddress } from './names.ts';
import { type ReadyTls, TlsSide, tlsFault } from './tls.ts';

/** How long a peer may take to close its side after a good answer; nobody waits for it. */
const LEAVE_LIMIT_MS = 500;

/** A connection that stands, and what is worth saying about it. */
export interface Connection {
  readonly socket: Socket;
  /** With the address, where the host is a name. */
  readonly peer: string;
  readonly remarks: readonly Remark[];
}

/**
 * Opens the connections of one probe: look-up, connect, TLS, each as a phase of the run. A failure of any of them ends
 * the run; so does every later error of the socket. What is held is released at the end of the run.
 */
export class Connector {
  readonly #endpoint: Endpoint;
  readonly #address: HostAddress;
  readonly #tls: TlsSide | undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#address = new HostAddress(endpoint.host, endpoint.family);
    this.#tls = endpoint.tls === 'off' ? undefined : new TlsSide(endpoint.tls, endpoint.host);
  }

  /** Calls back once with a connection, or ends the attempt. */
  open(attempt: Attempt, onReady: (connection: Connection) => void): void {
    const tls = this.#tls?.ready();
    if (tls?.ok === false) return attempt.finish('broken', `${peerOf(this.#endpoint)} was not asked: ${tls.error}`);
    if (tls?.value.exposure !== undefined) attempt.warn(tls.value.exposure);
    this.#address.get(attempt, (address, remark) => {
      const { host, port, from, family } = this.#endpoint;
      const peer = address === host ? peerOf(this.#endpoint) : `${peerOf(this.#endpoint)} (${address}${remark})`;
      attempt.enter('connect', `connecting to ${peer}`);
      const source = from === 'kernel' ? {} : { localAddress: from };
      const held: Held = {
        plain: connect({ host: address, port, family, autoSelectFamily: false, ...source }),
        secure: undefined,
      };
      held.plain.on('error', (error) => finishFaulty(attempt, error, peer));
      attempt.onEnd((end) => (end === 'good' ? leave(held.secure ?? held.plain) : breakOff(held)));
      held.plain.once('connect', () => {
        if (tls === undefined) onReady({ socket: held.plain, peer, remarks: [] });
        else startTls(tls.value, attempt, { held, peer }, onReady);
      });
    });
  }
}

/** The sockets of one run. */
interface Held {
  readonly plain: Socket;
  secure: Socket | undefined;
}

function startTls(
  tls: ReadyTls,
  attempt: Attempt,
  { held, peer }: { held: Held; peer: string },
  onReady: (secured: Connection) => void,
): void {
  attempt.enter('tls', `in the TLS handshake with ${peer}`);
  let phase: 'handshake' | 'secured' = 'handshake';
  const socket = tls.wrap(held.plain, () => {
    phase = 'secured';
    onReady({ socket, peer, remarks: tls.remarks(socket, Date.now()) });
  });
  held.secure = socket;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    const fault = tlsFault(error, phase);
    if (fault === undefined) finishFaulty(attempt, error, peer);
    else attempt.finish('bad', `${peer} ${fault}`);
  });
}

function finishFaulty(attempt: Attempt, error: NodeJS.ErrnoException, peer: string): void {
  const { result, detail } = faultOf(error, peer);
  attempt.finish(result, detail);
}

/**
 * After a good answer our side is closed and the peer's awaited for a moment, so that it sees an ordinary end and logs
 * nothing. Nobody waits for that, not even the end of the process.
 */
function leave(socket: Socket): void {
  if (socket.destroyed) return;
  socket.end();
  socket.resume();
  socket.setTimeout(LEAVE_LIMIT_MS, () => socket.destroy());
  socket.unref();
}

/** After anything else nothing is to stay, on neither side: not even a connection that waits for its end. */
function breakOff({ plain, secure }: Held): void {
  // One that still connects cannot be reset: Node would wait for the connection first.
  if (plain.connecting) plain.destroy();
  else if (!plain.destroyed) plain.resetAndDestroy();
  secure?.destroy();
}
