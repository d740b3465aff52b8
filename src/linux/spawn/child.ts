import { constants } from 'node:os';
import { ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { koffi } from '../libc.ts';
import { openPidfd } from '../pidfd.ts';
import { watchReadable } from '../readiness.ts';

export type ChildStatus =
  { readonly type: 'exited'; readonly code: number } | { readonly type: 'signaled'; readonly signal: string };

export interface ChildListener {
  /** The child has ended and is not reaped: its pid and its group's number are still its own. Must not throw. */
  readonly ending: () => void;
  /** The child is reaped; its numbers may mean something else from now on. */
  readonly ended: (status: ChildStatus) => void;
}

const P_PID = 1;
const P_PIDFD = 3;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x01_00_00_00;
const CLD_EXITED = 1;
const SIGINFO_BYTES = 128;
const REAP_AGAIN_MS = 10;

const waitid = koffi.load(null).func('int waitid(int, int, void*, int)') as unknown as (
  ...parameters: readonly [number, number, Uint8Array, number]
) => number;

// Two names of one number: the first is the one that Node uses as well.
const SIGNAL_NAMES = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name] as const),
);

/**
 * Watches a child of this process that nobody else reaps, through a descriptor that stands for it and for no other
 * process. Fails when there is no descriptor left (EMFILE, ENFILE, ENOMEM): the child is then killed with its group and
 * reaped without a word. libuv waits for its own children only. Source: platform.md 6.1.
 */
export function watchChild(pid: number, listener: ChildListener): Result<void, SystemError> {
  const opened = openPidfd(pid);
  if (!opened.ok) {
    process.kill(-pid, 'SIGKILL');
    reapLater(pid);
    return opened;
  }
  const pidfd = opened.value;
  watchReadable(pidfd, () => {
    const status = statusOf(P_PIDFD, pidfd.number, WNOWAIT);
    if (status === 'running') return;
    listener.ending();
    statusOf(P_PIDFD, pidfd.number, 0);
    pidfd.close();
    listener.ended(status);
  });
  return ok(undefined);
}

function reapLater(pid: number): void {
  if (statusOf(P_PID, pid, 0) === 'running') setTimeout(() => reapLater(pid), REAP_AGAIN_MS);
}

/** Without `WNOWAIT` among `options` this reaps a child that has ended. */
function statusOf(idType: number, id: number, options: number): ChildStatus | 'running' {
  const information = Buffer.alloc(SIGINFO_BYTES);
  // Only somebody else's wait for our child makes this fail: then the child is gone and its status lost.
  if (waitid(idType, id, information, WEXITED | WNOHANG | options) < 0) return { type: 'signaled', signal: 'unknown' };
  if (information.readInt32LE(16) === 0) return 'running';
  const [code, status] = [information.readInt32LE(8), information.readInt32LE(24)];
  return code === CLD_EXITED
    ? { type: 'exited', code: status }
    : { type: 'signaled', signal: SIGNAL_NAMES.get(status) ?? `signal ${status}` };
}
