import { availableParallelism } from 'node:os';

/** Scripts wait more than they work: a few that hang on a dead service must not keep the others from their turn. */
const LEAST_RUNS_AT_ONCE = 64;
const RUNS_AT_ONCE_PER_CORE = 16;
/** A start holds up the event loop until the child has become its program: on a busy host several ms. */
const STARTS_IN_ONE_TURN = 4;

/** Probes without a process cost a descriptor each and little else. */
export const PROBES_AT_ONCE = 256;

/** How many scripts may run at the same time on this machine. */
export const runsAtOnce = (): number => Math.max(LEAST_RUNS_AT_ONCE, RUNS_AT_ONCE_PER_CORE * availableParallelism());

interface Waiting {
  readonly deadlineMs: number;
  readonly go: () => void;
}

/**
 * Limits how many runs there are at once, and how many begin before the event loop sees to other things. Whoever has
 * the earliest deadline is served first.
 */
export class RunSlots {
  #free: number;
  #startsLeft: number;
  #turn: NodeJS.Immediate | undefined;
  readonly #startsInOneTurn: number;
  readonly #waiting: Waiting[] = [];

  constructor(limit: number, startsInOneTurn = STARTS_IN_ONE_TURN) {
    this.#free = limit;
    this.#startsInOneTurn = startsInOneTurn;
    this.#startsLeft = startsInOneTurn;
  }

  /** Waits for a free slot. Every `take` needs one `release`. @param deadlineMs of a monotonic clock */
  async take(deadlineMs = Infinity): Promise<void> {
    if (this.#waiting.length === 0 && this.#mayStart()) return this.#count();
    await new Promise<void>((go) => {
      const behind = this.#waiting.findLastIndex((other) => other.deadlineMs <= deadlineMs);
      this.#waiting.splice(behind + 1, 0, { deadlineMs, go });
    });
  }

  release(): void {
    this.#free += 1;
    this.#serve();
  }

  #serve(): void {
    while (this.#mayStart()) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#count();
      next.go();
    }
  }

  #mayStart(): boolean {
    return this.#free > 0 && this.#startsLeft > 0;
  }

  #count(): void {
    this.#free -= 1;
    this.#startsLeft -= 1;
    if (this.#turn !== undefined) return;
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      this.#startsLeft = this.#startsInOneTurn;
      this.#serve();
    });
  }
}
