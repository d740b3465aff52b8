import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { monotonicUs } from '../../linux/clock.ts';
import { NOBODY } from './runs.ts';
import type { Runs, Settle } from './runs.ts';

const PORT = 7;
/**
 * A datagram that is not answered within so many turns of the timer counts as lost. Turns and not milliseconds, so that
 * a stall of the observer itself is not taken for a silent VIP.
 */
const LOST_AFTER_TURNS = 12;

/**
 * Answers datagrams to `vip` in the network namespace that the calling thread is in now, with the host's name. The socket
 * stays in that namespace.
 */
export function answerAs(name: string, vip: string): void {
  const { socket, any } = openSocket(vip);
  socket.on('message', (probe, client) => socket.send([probe, name], client.port, client.address));
  socket.bind(PORT, any);
}

/** Sends a datagram to `vip` about each `everyMs` from the calling thread's namespace, and records who answers. */
export function askWhoAnswers(vip: string, everyMs: number, runs: Runs<string>): void {
  const waiting = new Map<number, Settle<string>>();
  let turn = 0;
  const { socket, any } = openSocket(vip);
  socket.on('message', (answer) => {
    const asked = answer.readUInt32LE(0);
    waiting.get(asked)?.(answer.toString('utf8', 4), monotonicUs());
    waiting.delete(asked);
  });
  socket.bind(0, any, () => {
    setInterval(() => {
      turn += 1;
      waiting.set(turn, runs.begin(monotonicUs()));
      const probe = Buffer.alloc(4);
      probe.writeUInt32LE(turn);
      socket.send(probe, PORT, vip);
      waiting.get(turn - LOST_AFTER_TURNS)?.(NOBODY);
      waiting.delete(turn - LOST_AFTER_TURNS);
    }, everyMs);
  });
}

/**
 * A UDP socket of the VIP's family, and the address that stands for any there. "Unreachable" is like silence for it. Its
 * own lookup of addresses answers at once, so that `bind` happens before the thread leaves the namespace.
 */
function openSocket(vip: string): { readonly socket: Socket; readonly any: string } {
  const [type, family, any] = isIPv6(vip) ? (['udp6', 6, '::'] as const) : (['udp4', 4, '0.0.0.0'] as const);
  const socket = createSocket({ type, lookup: (host, _options, callback) => callback(null, host, family) });
  return { socket: socket.on('error', () => {}), any };
}
