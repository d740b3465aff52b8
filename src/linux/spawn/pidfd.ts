import { ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { OwnedFd } from '../fd.ts';
import { call, koffi } from '../libc.ts';
import { watchReadable } from '../readiness.ts';

/** `pidfd_open` by its number, the same on every architecture: glibc has the name from 2.36 on. */
const SYS_PIDFD_OPEN = 434;

const syscall = koffi.load(null).func('long syscall(long, int, unsigned int)') as unknown as (
  ...parameters: readonly [number, number, number]
) => number;

/**
 * A descriptor that stands for this process and for no later one of the same number; readable once it has ended. ESRCH
 * when there is no such process, EMFILE, ENFILE or ENOMEM when there is no descriptor left. Source: platform.md 6.2.
 */
export function openPidfd(pid: number): Result<OwnedFd, SystemError> {
  const opened = call(`watching process ${pid}`, syscall(SYS_PIDFD_OPEN, pid, 0));
  return opened.ok ? ok(new OwnedFd(opened.value)) : opened;
}

/**
 * Calls `onEnd` once, from the event loop, when a process of this host has ended, whoever its parent is; a zombie has
 * ended. Closing the descriptor ends the watch. Fails as {@link openPidfd}.
 */
export function watchProcess(pid: number, onEnd: () => void): Result<OwnedFd, SystemError> {
  const opened = openPidfd(pid);
  if (!opened.ok) return opened;
  const pidfd = opened.value;
  watchReadable(pidfd, () => {
    pidfd.close();
    onEnd();
  });
  return opened;
}
