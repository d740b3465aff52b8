/** Monotonic time and one alarm. */
export interface Clock {
  /** Integer microseconds since an arbitrary moment; never steps. */
  nowUs(): number;
  /** Wall clock for people, epoch ms. */
  wallMs(): number;
  /** Calls `wake` once at or after `atUs`; replaces the alarm set before. `Infinity` clears it. */
  wakeAt(atUs: number, wake: () => void): void;
}
