import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
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
 * Answers datagrams in the network namespace that the calling thread is in now, with the host's name. The socket stays
 * in that namespace.
 */
export function answerAs(name: string): void {
  const socket = openSocket();
  socket.on('message', (probe, client) => socket.send([probe, name], client.port, client.address));
  socket.bind(PORT, '0.0.0.0');
}

/** Sends a datagram to `vip` about each `everyMs` from the calling thread's namespace, and records who answers. */
export function askWhoAnswers(vip: string, everyMs: number, runs: Runs<string>): void {
  const waiting = new Map<number, Settle<string>>();
  let turn = 0;
  const socket = openSocket();
  socket.on('message', (answer) => {
    const asked = answer.readUInt32LE(0);
    waiting.get(asked)?.(answer.toString('utf8', 4), monotonicUs());
    waiting.delete(asked);
  });
  socket.bind(0, '0.0.0.0', () => {
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
 * A UDP socket for which "unreachable" is like silence. Its own lookup of addresses answers at once, so that `bind`
 * happens before the thread leaves the namespace.
 */
function openSocket(): Socket {
  const socket = createSocket({
    type: 'udp4',
    lookup: (host, _options, callback) => callback(null, host, 4),
  });
  return socket.on('error', () => {});
}
