import type { Clock } from '../ports/clock.ts';
import { libc } from './libc.ts';

/** The longest wait that a Node timer takes; longer ones would fire at once. */
const MAX_TIMEOUT_MS = 2_147_483_647;
const US_PER_S = 1_000_000;
const CLOCK_REALTIME = 0;
const TIMESPEC_BYTES = 16;

/** CLOCK_MONOTONIC in whole microseconds: stands still only while the machine is suspended. */
export function monotonicUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * US_PER_S + Math.floor(nanoseconds / 1000);
}

const timespec = Buffer.allocUnsafeSlow(TIMESPEC_BYTES).fill(0);

/** The wall clock in nanoseconds, as the kernel stamps packets with. It can step. */
export function realtimeNs(): bigint {
  libc.clockGettime(CLOCK_REALTIME, timespec);
  return timespec.readBigInt64LE(0) * 1_000_000_000n + timespec.readBigInt64LE(8);
}

/** The host's clock with one alarm, which keeps the process alive while it is set. */
export class SystemClock implements Clock {
  #alarm: ReturnType<typeof setTimeout> | undefined;

  nowUs(): number {
    return monotonicUs();
  }

  wallMs(): number {
    return Date.now();
  }

  wakeAt(atUs: number, wake: () => void): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    if (atUs === Infinity) return;
    const waitMs = Math.min(Math.max(Math.ceil((atUs - monotonicUs()) / 1000), 0), MAX_TIMEOUT_MS);
    // Node's timers have 1 ms grain and fire up to that much early: the clock decides, the timer only asks
    this.#alarm = setTimeout(() => {
      if (monotonicUs() < atUs) return this.wakeAt(atUs, wake);
      this.#alarm = undefined;
      wake();
    }, waitMs);
  }
}
