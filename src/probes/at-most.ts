import { setTimeout as delay } from 'node:timers/promises';

/** Waits for `work`, but not longer than `limitMs`. Rejects when `work` does so in that time. */
export async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  const abort = new AbortController();
  const limit = delay(limitMs, undefined, { signal: abort.signal }).catch(() => {});
  try {
    await Promise.race([work, limit]);
  } finally {
    abort.abort();
  }
}
