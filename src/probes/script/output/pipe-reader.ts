import type { Output } from '../../../health/outcome.ts';
import type { OwnedFd } from '../../../linux/fd.ts';
import { readPipe } from '../../../linux/process.ts';
import { watchReadable } from '../../../linux/readiness.ts';
import { BoundedOutput } from './output.ts';

/** Bounds one look: a process that writes without end must not hold up the event loop. */
const READS_IN_ONE_LOOK = 16;

/** What a pipe holds, and the size of one read. Shared, because what is kept is copied at once. */
const chunk = Buffer.alloc(64 * 1024);

/**
 * Drains one pipe as long as it is open, so that output never blocks a script. Most checks end soon and write less than
 * a pipe holds: one look at the end is all they need, so whoever made this calls `watch` once a run lasts. Owns the
 * read end.
 */
export class PipeReader {
  readonly #kept = new BoundedOutput();
  readonly #fd: OwnedFd;
  #watch: 'later' | 'on' = 'later';
  #whenEnded: (() => void) | undefined;

  constructor(readEnd: OwnedFd) {
    this.#fd = readEnd;
  }

  /** Looks for what was written so far. */
  output(): Output {
    if (this.#watch === 'later') this.#read();
    return this.#kept.output;
  }

  /** Reads what is there; `ended`: nobody can write any more, which is the rule when a script has ended. */
  look(): 'ended' | 'open' {
    for (let reads = 0; reads < READS_IN_ONE_LOOK && this.#read() === 'more'; reads += 1);
    return this.#fd.isClosed ? 'ended' : 'open';
  }

  /** Waits for the end of the stream, at most `limitMs`: a process that got away may hold it open for ever. */
  async drain(limitMs: number): Promise<void> {
    if (this.look() === 'ended') return;
    this.watch();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#whenEnded = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  close(): void {
    this.#fd.close();
    this.#whenEnded?.();
  }

  /** Reads from now on whenever there is something. */
  watch(): void {
    if (this.#watch === 'on' || this.#fd.isClosed) return;
    this.#watch = 'on';
    watchReadable(this.#fd, () => void this.#read());
  }

  /** One read. A watched pipe is read once a wake-up: one chatty script must not hold up the event loop. */
  #read(): 'more' | 'nothing' {
    if (this.#fd.isClosed) return 'nothing';
    const found = readPipe(this.#fd, chunk);
    if (found === 'open') return 'nothing';
    if (found === 'ended') {
      this.close();
      return 'nothing';
    }
    this.#kept.push(found);
    return 'more';
  }
}
