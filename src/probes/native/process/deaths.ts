import type { OwnedFd } from '../../../linux/fd.ts';
import { watchProcess } from '../../../linux/spawn/pidfd.ts';
import { type ProcessStat, readStat } from './process-table.ts';

/** One descriptor each; the rest is seen by the runs of the grid. */
const WATCHED_MAX = 64;

/** Watches live processes and says the moment that one of them has ended. Source: platform.md 6.2. */
export class Deaths {
  readonly #watched = new Map<string, OwnedFd>();
  readonly #onDeath: () => void;
  #seen: 'death' | 'none' = 'none';

  /** @param onDeath called from the event loop, once for each death */
  constructor(onDeath: () => void) {
    this.#onDeath = onDeath;
  }

  /** Whether somebody has died since this was last forgotten. */
  get seen(): 'death' | 'none' {
    return this.#seen;
  }

  /** How many processes are known to live. */
  get living(): number {
    return this.#watched.size;
  }

  forget(): void {
    this.#seen = 'none';
  }

  /** Watches exactly these from now on. */
  follow(processes: readonly ProcessStat[]): void {
    const wanted = new Map(processes.slice(0, WATCHED_MAX).map((one) => [keyOf(one), one]));
    for (const [key, pidfd] of this.#watched) if (!wanted.has(key)) this.#drop(key, pidfd);
    for (const [key, one] of wanted) if (!this.#watched.has(key)) this.#watch(key, one);
  }

  close(): void {
    this.follow([]);
  }

  #watch(key: string, { pid, startTicks }: ProcessStat): void {
    const watched = watchProcess(pid, () => this.#died(key));
    if (watched.ok) this.#watched.set(key, watched.value);
    // Opened first, looked second: the number may have become somebody else's since it was found.
    const isGone = watched.ok ? readStat(pid)?.startTicks !== startTicks : watched.error.errno === 'ESRCH';
    if (!isGone) return;
    if (watched.ok) this.#drop(key, watched.value);
    setImmediate(() => this.#died(key));
  }

  #died(key: string): void {
    this.#watched.delete(key);
    this.#seen = 'death';
    this.#onDeath();
  }

  #drop(key: string, pidfd: OwnedFd): void {
    this.#watched.delete(key);
    pidfd.close();
  }
}

const keyOf = ({ pid, startTicks }: ProcessStat): string => `${pid} ${startTicks}`;
