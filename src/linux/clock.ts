import { ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { SystemError } from '../ports/system-error.ts';
import { OwnedFd } from './fd.ts';
import { call, libc, orThrow } from './libc.ts';
import { watchReadable } from './readiness.ts';

const US_PER_S = 1_000_000;
const CLOCK_REALTIME = 0;
const CLOCK_MONOTONIC = 1;
const TFD_NONBLOCK = 0o4000;
const TFD_CLOEXEC = 0o2000000;
const TFD_TIMER_ABSTIME = 1;
/** `itimerspec`: an interval, which is not used, and the time. */
const ITIMERSPEC_BYTES = 32;
const VALUE_OFFSET = 16;
const TIMESPEC_BYTES = 16;

/** CLOCK_MONOTONIC in whole microseconds: stands still only while the machine is suspended. */
export function monotonicUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * US_PER_S + Math.floor(nanoseconds / 1000);
}

const timespec = Buffer.allocUnsafeSlow(TIMESPEC_BYTES).fill(0);

/** The wall clock in microseconds, with which the kernel stamps packets. It can step. */
export function realtimeUs(): number {
  libc.clockGettime(CLOCK_REALTIME, timespec);
  return timespec.readUIntLE(0, 6) * US_PER_S + timespec.readUInt32LE(8) / 1000;
}

/**
 * The host's clock with one alarm, by a timer of the kernel: Node's timers have a grain of a millisecond. Putting the
 * alarm off is free: the timer asks at the earlier time.
 */
export class SystemClock implements Clock {
  readonly #fd: OwnedFd;
  readonly #setting = Buffer.allocUnsafeSlow(ITIMERSPEC_BYTES).fill(0);
  /** What the timer of the kernel is set to. */
  #setUs = Infinity;
  #atUs = Infinity;
  #wake: () => void = () => {};

  private constructor(fd: OwnedFd) {
    this.#fd = fd;
    watchReadable(fd, () => this.#ring());
  }

  static open(): Result<SystemClock, SystemError> {
    const fd = call('making a timer', libc.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    return fd.ok ? ok(new SystemClock(new OwnedFd(fd.value))) : fd;
  }

  nowUs(): number {
    return monotonicUs();
  }

  wallMs(): number {
    return Date.now();
  }

  wakeAt(atUs: number, wake: () => void): void {
    this.#atUs = atUs;
    this.#wake = wake;
    if (atUs < this.#setUs) this.#set(atUs);
  }

  close(): void {
    this.#fd.close();
  }

  #ring(): void {
    this.#setUs = Infinity;
    if (this.#atUs <= monotonicUs()) {
      const wake = this.#wake;
      this.#atUs = Infinity;
      wake();
    }
    // Setting it also takes back that it is readable.
    if (this.#setUs === Infinity && !this.#fd.isClosed) this.#set(this.#atUs);
  }

  /** Zero would stop the timer, so the past is its first microsecond. */
  #set(atUs: number): void {
    const us = atUs === Infinity ? 0 : Math.max(1, Math.ceil(atUs));
    const seconds = Math.floor(us / US_PER_S);
    this.#setting.writeUIntLE(seconds, VALUE_OFFSET, 6);
    this.#setting.writeUInt32LE((us - seconds * US_PER_S) * 1000, VALUE_OFFSET + 8);
    this.#setUs = atUs;
    orThrow(call('setting a timer', libc.timerfdSettime(this.#fd.number, TFD_TIMER_ABSTIME, this.#setting, null)));
  }
}
