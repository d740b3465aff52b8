import { watchChild } from '../../../linux/spawn/child.ts';
import { posixSpawn } from '../../../linux/spawn/posix-spawn.ts';
import type { SpawnBackend } from './backend.ts';
import { withUmask } from './umask.ts';

/**
 * Starts scripts by posix_spawn and sees their end through a pidfd: a tenth of child_process's time, and the same in a
 * big daemon. It cannot change the user. Source: checks.md 1.5, platform.md 6.1.
 */
export const directBackend: SpawnBackend = {
  name: 'direct',
  spawn(request, child) {
    const notStarted = (errno: string): { readonly pid: undefined } => {
      queueMicrotask(() => child.ended({ type: 'notStarted', errno }));
      return { pid: undefined };
    };
    const started = withUmask(request.umask, () => posixSpawn(request));
    if (!started.ok) return notStarted(started.error.errno);
    const watched = watchChild(started.value, child);
    return watched.ok ? { pid: started.value } : notStarted(watched.error.errno);
  },
};
