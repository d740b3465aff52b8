import type { NextDate } from '../../health/time/cron-dates.ts';
import { isOpen, nextEdgeMs } from '../../health/time/windows.ts';
import type { Windows } from '../../model/check.ts';

/** The wall clock may be set at any time: nobody trusts it for longer. */
const LOOK_AGAIN_MS = 60_000;

/** The hours in which a check counts, by the wall clock. */
export class Hours {
  readonly #windows: Windows;
  readonly #next: NextDate;
  readonly #onEdge: (now: 'open' | 'closed') => void;
  #now: 'open' | 'closed' = 'open';
  #timer: NodeJS.Timeout | undefined;

  constructor(windows: Windows, next: NextDate, onEdge: (now: 'open' | 'closed') => void) {
    this.#windows = windows;
    this.#next = next;
    this.#onEdge = onEdge;
  }

  /** Tells at once when it is closed, then of each change. */
  start(): void {
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const wallMs = Date.now();
    const now = isOpen(this.#windows, wallMs, this.#next) ? 'open' : 'closed';
    const waitMs = Math.min(LOOK_AGAIN_MS, nextEdgeMs(this.#windows, wallMs, this.#next) - wallMs);
    this.#timer = setTimeout(() => this.#look(), Math.max(1, waitMs));
    if (now === this.#now) return;
    this.#now = now;
    this.#onEdge(now);
  }
}
