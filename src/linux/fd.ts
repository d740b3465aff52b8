import { call, libc } from './libc.ts';
import type { Result } from '../model/result.ts';
import { ok } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';

const O_CLOEXEC = 0x80000;

/**
 * Owns a file descriptor and closes it exactly once. The number is for system calls made inside `src/linux`, and for
 * the `stdio` list of a child process; nobody else keeps it, because after `close` it may name something else.
 */
export class OwnedFd {
  #fd: number;
  #beforeClose: (() => void)[] | undefined;

  /** Takes over a descriptor that nothing else closes. Throws RangeError for a negative number (programmer error). */
  constructor(fd: number) {
    if (!Number.isInteger(fd) || fd < 0) throw new RangeError(`${fd} is not a descriptor`);
    this.#fd = fd;
  }

  /** Opens a file close-on-exec. `flags`: the C `O_` flags. */
  static open(path: string, flags = 0): Result<OwnedFd, SystemError> {
    const opened = call(`opening ${path}`, libc.open(path, flags | O_CLOEXEC));
    return opened.ok ? ok(new OwnedFd(opened.value)) : opened;
  }

  /** Opens a file of an open directory close-on-exec, wherever that directory is mounted now. */
  static openIn(directory: OwnedFd, name: string): Result<OwnedFd, SystemError> {
    const opened = call(`opening ${name}`, libc.openat(directory.number, name, O_CLOEXEC));
    return opened.ok ? ok(new OwnedFd(opened.value)) : opened;
  }

  /** The descriptor for a system call that ends before this object is closed. Throws when it is closed already. */
  get number(): number {
    if (this.#fd < 0) throw new Error('the descriptor is closed');
    return this.#fd;
  }

  get isClosed(): boolean {
    return this.#fd < 0;
  }

  /** Registers what must happen while the number is still ours, such as ending a poll. */
  beforeClose(hook: () => void): void {
    this.#beforeClose = [...(this.#beforeClose ?? []), hook];
  }

  /** Closes the descriptor; again: no effect. */
  close(): void {
    if (this.#fd < 0) return;
    const hooks = this.#beforeClose ?? [];
    this.#beforeClose = undefined;
    for (const hook of hooks) hook();
    libc.close(this.#fd); // Linux frees the number even when it reports an error, so there is nothing to retry
    this.#fd = -1;
  }
}
