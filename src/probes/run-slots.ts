import { availableParallelism } from 'node:os';

const LEAST_RUNS_AT_ONCE = 8;
const RUNS_AT_ONCE_PER_CORE = 4;

/** Probes without a process cost a descriptor each and little else. */
export const PROBES_AT_ONCE = 256;

/** How many scripts may run at the same time on this machine. */
export const runsAtOnce = (): number => Math.max(LEAST_RUNS_AT_ONCE, RUNS_AT_ONCE_PER_CORE * availableParallelism());

/** Limits how many runs there are at once; whoever comes first is served first. */
export class RunSlots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Waits for a free slot. Every `take` needs one `release`. */
  async take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
