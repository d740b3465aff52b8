/** Runs `act` under another umask. It must be synchronous, so that nothing else of the process sees the changed one. */
export function withUmask<T>(umask: number, act: () => T): T {
  const before = process.umask(umask);
  try {
    return act();
  } finally {
    if (before !== umask) process.umask(before);
  }
}
