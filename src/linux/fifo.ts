import { call, libc } from './libc.ts';
import { ok, type Result } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';

/** Makes a named pipe; the mode is lowered by the umask of this process. */
export function makeFifo(path: string, mode: number): Result<void, SystemError> {
  const made = call(`making the FIFO ${path}`, libc.mkfifo(path, mode));
  return made.ok ? ok(undefined) : made;
}
