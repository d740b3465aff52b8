import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { OwnedFd } from '../fd.ts';
import { call, libc } from '../libc.ts';
import type { Capability } from '../libc.ts';

const SOCK_NONBLOCK = 0x800;
const SOCK_CLOEXEC = 0x80000;

/** A socket option with its name, for the error text. */
export interface SocketOption {
  readonly name: string;
  readonly level: number;
  readonly option: number;
}

/** Opens a non-blocking, close-on-exec socket. `what` names it in errors; `needs`: the capability to name on EPERM. */
export function openSocket(
  what: string,
  [family, type, protocol]: readonly [number, number, number],
  needs?: Capability,
): Result<OwnedFd, SystemError> {
  const opened = call(`opening ${what}`, libc.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol), needs);
  return opened.ok ? ok(new OwnedFd(opened.value)) : opened;
}

/** Sets one option; a number is written as a C int. */
export function setOption(fd: OwnedFd, option: SocketOption, value: number | Uint8Array): Result<number, SystemError> {
  const bytes = typeof value === 'number' ? int32(value) : value;
  return call(`setting ${option.name}`, libc.setsockopt(fd.number, option.level, option.option, bytes, bytes.length));
}

/** Sets options in order; on the first failure closes the socket and returns the error. */
export function withOptions(
  fd: OwnedFd,
  options: readonly (readonly [SocketOption, number | Uint8Array])[],
): Result<OwnedFd, SystemError> {
  for (const [option, value] of options) {
    const set = setOption(fd, option, value);
    if (!set.ok) {
      fd.close();
      return err(set.error);
    }
  }
  return ok(fd);
}

/** A C int in host order. */
export function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}
