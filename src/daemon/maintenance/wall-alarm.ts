/** The clock on the wall and one alarm by it. */
export interface WallClock {
  /** Epoch ms. */
  nowMs(): number;
  /** Calls `wake` once, after at least so much time; replaces the alarm set before. `Infinity`: no alarm. */
  wakeIn(waitMs: number, wake: () => void): void;
}

/** The host's clock. Its alarm does not keep the process alive. */
export class HostWallClock implements WallClock {
  #timer: NodeJS.Timeout | undefined;

  nowMs(): number {
    return Date.now();
  }

  wakeIn(waitMs: number, wake: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = waitMs === Infinity ? undefined : setTimeout(wake, waitMs).unref();
  }
}

/** A clock that is set is noticed within this. */
export const LONGEST_WAIT_MS = 60_000;

/** How long to wait for an instant by a clock that may be set at any moment. */
export const waitFor = (dueMs: number, nowMs: number): number =>
  dueMs === Infinity ? Infinity : Math.max(0, Math.min(LONGEST_WAIT_MS, dueMs - nowMs));
