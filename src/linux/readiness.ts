import type { OwnedFd } from './fd.ts';
import { koffi } from './libc.ts';

/** What koffi really calls with; its typings omit the status. Negative: the descriptor has a pending error. */
type PollCallback = (status: number) => void;

export interface Watch {
  /**
   * Lets what arrives wait for so long, so that it is read in one go: then `onReadable` is called, whether there is
   * something or not, and may ask for the next rest. Not while it rests already.
   */
  readonly rest: (ms: number) => void;
}

/** Failed wake-ups in a row before the descriptor counts as broken. One drain clears an ordinary pending error. */
const MAX_FAILED_WAKEUPS = 100;

/** The only reference to each handle: without it the garbage collector ends the poll without a word. */
const handles = new Map<OwnedFd, ReturnType<typeof koffi.node.poll>>();

/**
 * Calls `onReadable` from the event loop while `fd` has something to read or a pending error; it is level triggered,
 * so read until EAGAIN or come again. Closing `fd` ends the watch. An exception from `onReadable` is thrown from the
 * event loop, and the watch goes on. Throws when `fd` is closed or watched already. `fd` must not be a regular file.
 */
export function watchReadable(fd: OwnedFd, onReadable: () => void): Watch {
  if (handles.has(fd)) throw new Error('the descriptor is watched already');
  let failedWakeups = 0;
  const wake: PollCallback = (status) => {
    // koffi drops an exception and stops calling back; the event loop must see it instead
    try {
      onReadable();
    } catch (error) {
      raise(error);
    }
    failedWakeups = status < 0 ? failedWakeups + 1 : 0;
    // libuv ends a poll on a pending socket error such as ENETDOWN or ENOBUFS, which the read has cleared
    if (status < 0) resume(fd, wake, failedWakeups);
  };
  const handle = koffi.node.poll(fd.number, { readable: true }, wake as unknown as () => void);
  handles.set(fd, handle);
  fd.beforeClose(() => {
    handles.delete(fd);
    handle.close();
  });
  // it stays stopped while one rest follows another, which spares two calls of the system each time
  let rests: 'no' | 'yes' | 'is over' = 'no';
  const endRest = (): void => {
    if (handles.get(fd) !== handle) return;
    rests = 'is over';
    try {
      onReadable();
    } finally {
      if (rests === 'is over') {
        rests = 'no';
        if (handles.get(fd) === handle) handle.start({ readable: true }, wake as unknown as () => void);
      }
    }
  };
  return {
    rest: (ms) => {
      if (rests === 'no') handle.stop();
      rests = 'yes';
      setTimeout(endRest, ms);
    },
  };
}

function resume(fd: OwnedFd, wake: PollCallback, failedWakeups: number): void {
  if (failedWakeups >= MAX_FAILED_WAKEUPS) {
    raise(new Error(`polling a descriptor failed ${failedWakeups} times in a row`));
    return;
  }
  handles.get(fd)?.start({ readable: true }, wake as unknown as () => void);
}

function raise(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
