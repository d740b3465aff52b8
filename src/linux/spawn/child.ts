import { constants } from 'node:os';
import { koffi } from '../libc.ts';

export type ChildStatus =
  { readonly type: 'exited'; readonly code: number } | { readonly type: 'signaled'; readonly signal: string };

export interface ChildListener {
  /** The child has ended and is not reaped: its pid and its group's number are still its own. Must not throw. */
  readonly ending: () => void;
  /** The child is reaped; its numbers may mean something else from now on. */
  readonly ended: (status: ChildStatus) => void;
}

const P_PID = 1;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x01_00_00_00;
const CLD_EXITED = 1;
const SIGINFO_BYTES = 128;
/** A signal that got lost, whoever took it, costs this much time and no child. */
const LOOK_ANYWAY_MS = 1000;

const waitid = koffi.load(null).func('int waitid(int, int, void*, int)') as unknown as (
  ...parameters: readonly [number, number, Uint8Array, number]
) => number;

// Two names of one number: the first is the one that Node uses as well.
const SIGNAL_NAMES = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name] as const),
);

const children = new Map<number, ChildListener>();
/** Children that somebody else reaps. */
const foreign = new Set<number>();
const information = Buffer.alloc(SIGINFO_BYTES);
let looking: NodeJS.Timeout | undefined;

/**
 * Watches a child of this process that nobody else reaps: libuv waits for its own children only. One signal tells of
 * all that have ended, which is far cheaper than a descriptor for each; a child that is not reaped keeps its number, so
 * none can be taken for another. Source: platform.md 6.1.
 */
export function watchChild(pid: number, listener: ChildListener): void {
  if (looking === undefined) {
    process.on('SIGCHLD', reapAll);
    looking = setInterval(reapAll, LOOK_ANYWAY_MS).unref();
    // The signal of the very first may have come before anybody listened.
    setImmediate(reapAll);
  }
  children.set(pid, listener);
}

/** Notes a child that is reaped elsewhere, so that it is not taken for a stranger. Returns what ends that. */
export function noteChild(pid: number): () => void {
  foreign.add(pid);
  return () => void foreign.delete(pid);
}

/** The children that somebody waits for. */
export const watchedChildren = (): ReadonlySet<number> => new Set([...children.keys(), ...foreign]);

/** Reaps a child that nobody watches, if it has ended. */
export const reapStranger = (pid: number): 'reaped' | 'running' =>
  statusOf(pid, 0) === 'running' ? 'running' : 'reaped';

function reapAll(): void {
  for (const [pid, listener] of children) {
    const status = statusOf(pid, WNOWAIT);
    if (status === 'running') continue;
    listener.ending();
    statusOf(pid, 0);
    children.delete(pid);
    listener.ended(status);
  }
}

/** Without `WNOWAIT` among `options` this reaps a child that has ended. */
function statusOf(pid: number, options: number): ChildStatus | 'running' {
  information.writeInt32LE(0, 16);
  // Only somebody else's wait for our child makes this fail: then the child is gone and its status lost.
  if (waitid(P_PID, pid, information, WEXITED | WNOHANG | options) < 0) return { type: 'signaled', signal: 'unknown' };
  if (information.readInt32LE(16) === 0) return 'running';
  const [code, status] = [information.readInt32LE(8), information.readInt32LE(24)];
  return code === CLD_EXITED
    ? { type: 'exited', code: status }
    : { type: 'signaled', signal: SIGNAL_NAMES.get(status) ?? `signal ${status}` };
}
