import type { CheckHealth } from '../../health/check-state.ts';
import type { ToDataplane } from '../../ipc/messages.ts';

/** So long a verdict that says nothing new may wait for others, so that many checks are one message. */
const GATHER_MS = 200;
/** A verdict that ends so soon is not made to wait. */
const SHORT_LIVED_MS = 10 * GATHER_MS;

interface Waiting {
  readonly verdict: CheckHealth;
  readonly endsAtMs: number;
}

/** Tells the dataplane what the checks say: news at once, mere renewals of what it knows five times a second together. */
export class VerdictFeed {
  readonly #send: (message: ToDataplane) => void;
  /** What was last sent of each check. */
  readonly #sent = new Map<string, string>();
  readonly #waiting = new Map<string, Waiting>();
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (message: ToDataplane) => void) {
    this.#send = send;
  }

  /** The result of a run. It stands for `validForMs` from now on. */
  put(verdict: CheckHealth, validForMs: number): void {
    const text = JSON.stringify(verdict);
    if (this.#sent.get(verdict.check) !== text || validForMs < SHORT_LIVED_MS) {
      this.#sent.set(verdict.check, text);
      return this.#sendNow(verdict, validForMs);
    }
    this.#waiting.set(verdict.check, { verdict, endsAtMs: performance.now() + validForMs });
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#flush(), GATHER_MS);
  }

  /** Another dataplane, or another model: nothing is known there. */
  forget(): void {
    this.#sent.clear();
    this.#waiting.clear();
  }

  #sendNow(verdict: CheckHealth, validForMs: number): void {
    this.#waiting.delete(verdict.check);
    this.#send({ type: 'verdict', verdict, validForMs });
  }

  /** All of each verdict, not its name alone: what the channel may have lost is then known after the next run. */
  #flush(): void {
    this.#timer = undefined;
    const nowMs = performance.now();
    const verdicts = [...this.#waiting.values()].map(({ verdict, endsAtMs }) => {
      return { verdict, validForMs: Math.max(0, endsAtMs - nowMs) };
    });
    this.#waiting.clear();
    if (verdicts.length > 0) this.#send({ type: 'renewal', verdicts });
  }
}
