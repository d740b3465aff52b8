import { connect, type Socket } from 'node:net';
import type { Finding } from '../../../health/outcome.ts';
import type { MysqlServer } from '../../../model/probe/mysql.ts';
import type { Attempt } from '../native-probe.ts';
import { Connector } from '../net/connector.ts';
import { faultOf } from '../net/faults.ts';

/** Opens the connections of one probe. Calls back once, or ends the attempt; what is held goes with the attempt. */
export type Opener = (attempt: Attempt, onReady: (socket: Socket, peer: string) => void) => void;

/** How long a server may take to close its side after the goodbye; nobody waits for it. */
const LEAVE_LIMIT_MS = 500;

export function openerFor(server: MysqlServer): Opener {
  if (server.by === 'socket') return (attempt, onReady) => openUnixSocket(server.path, attempt, onReady);
  // TLS begins after the greeting, and is the library's.
  const connector = new Connector({ ...server.endpoint, tls: 'off' });
  return (attempt, onReady) => connector.open(attempt, ({ socket, peer }) => onReady(socket, peer));
}

function openUnixSocket(path: string, attempt: Attempt, onReady: (socket: Socket, peer: string) => void): void {
  attempt.enter('connect', `connecting to ${path}`);
  const socket = connect({ path });
  attempt.onEnd((end) => {
    if (end === 'other' || socket.destroyed) socket.destroy();
    else leave(socket);
  });
  socket.on('error', (error) => {
    const { result, detail } = unixFaultOf(error, path);
    attempt.finish(result, detail);
  });
  socket.once('connect', () => onReady(socket, path));
}

function leave(socket: Socket): void {
  socket.end();
  socket.resume();
  socket.setTimeout(LEAVE_LIMIT_MS, () => socket.destroy());
  socket.unref();
}

function unixFaultOf(error: NodeJS.ErrnoException, path: string): Pick<Finding, 'result' | 'detail'> {
  switch (error.code) {
    case 'ENOENT':
      return { result: 'bad', detail: `${path} does not exist: the server is not running, or its socket is elsewhere` };
    case 'EACCES':
      return { result: 'broken', detail: `${path} may not be opened by the user of vipward` };
    default:
      return faultOf(error, path);
  }
}
