import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { OwnedFd } from '../fd.ts';
import { call, libc } from '../libc.ts';
import { watchReadable } from '../readiness.ts';

/** Larger than any answer that is asked for here. */
const RECEIVE_BYTES = 2048;
/** Datagrams read before other events get their turn. */
const MAX_PER_WAKEUP = 64;

/** Binds to an address; on failure closes the socket and returns the error. */
export function bound(fd: OwnedFd, address: Uint8Array, what: string): Result<OwnedFd, SystemError> {
  const done = call(what, libc.bind(fd.number, address, address.length));
  if (done.ok) return ok(fd);
  fd.close();
  return err(done.error);
}

/** Calls `receive` for every datagram that comes, until `fd` is closed. Receive errors are passed over. */
export function receiveDatagrams(fd: OwnedFd, receive: (bytes: Uint8Array) => void): void {
  const buffer = Buffer.allocUnsafeSlow(RECEIVE_BYTES);
  watchReadable(fd, () => {
    for (let count = 0; count < MAX_PER_WAKEUP && !fd.isClosed; count += 1) {
      const bytes = libc.recv(fd.number, buffer, buffer.length, 0);
      if (bytes < 0) return;
      receive(new Uint8Array(buffer.subarray(0, bytes)));
    }
  });
}

/** Sends one datagram. */
export function sendTo(fd: OwnedFd, bytes: Uint8Array, to: Uint8Array, what: string): Result<void, SystemError> {
  const sent = call(what, libc.sendto(fd.number, bytes, bytes.length, 0, to, to.length));
  return sent.ok ? ok(undefined) : sent;
}
