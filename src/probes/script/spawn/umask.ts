let current: number | undefined;

/**
 * Runs `act` under another umask. It must be synchronous, so that nothing else of the process sees the changed one.
 * Whoever sets the mask of this process does it before the first script.
 */
export function withUmask<T>(umask: number, act: () => T): T {
  current ??= process.umask();
  if (umask === current) return act();
  process.umask(umask);
  try {
    return act();
  } finally {
    process.umask(current);
  }
}
