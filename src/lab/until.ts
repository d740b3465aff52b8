import { setTimeout as pause } from 'node:timers/promises';

const POLL_INTERVAL_MS = 10;

/**
 * Waits until `condition` gives something other than `undefined` and `false`, and returns that. Rejects after
 * `limitMs` with what was waited for, and at once with whatever `condition` throws or rejects with.
 */
export async function until<T>(
  what: string | (() => string),
  limitMs: number,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() >= deadlineMs) {
      throw new Error(`waited ${limitMs} ms in vain for ${typeof what === 'string' ? what : what()}`);
    }
    await pause(POLL_INTERVAL_MS);
  }
}
