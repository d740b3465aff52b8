import type { Output } from '../../health/outcome.ts';
import type { OwnedFd } from '../../linux/fd.ts';
import { readPipe } from '../../linux/process.ts';
import { watchReadable } from '../../linux/readiness.ts';
import { BoundedOutput } from './output.ts';

/** Most checks end sooner and write less than a pipe holds: then one look at the end is all they cost. */
const WATCH_AFTER_MS = 30;

/** Bounds one look: a process that writes without end must not hold up the event loop. */
const READS_IN_ONE_LOOK = 16;

/** What a pipe holds, and the size of one read. Shared, because what is kept is copied at once. */
const chunk = Buffer.alloc(64 * 1024);

/** Drains one pipe as long as it is open, so that output never blocks a script. Owns the read end. */
export class PipeReader {
  readonly #kept = new BoundedOutput();
  readonly #fd: OwnedFd;
  #watch: 'later' | 'on' = 'later';
  readonly #timer: NodeJS.Timeout;
  #whenEnded: (() => void) | undefined;

  constructor(readEnd: OwnedFd) {
    this.#fd = readEnd;
    this.#timer = setTimeout(() => this.#watchNow(), WATCH_AFTER_MS);
  }

  /** Looks for what was written so far. */
  output(): Output {
    if (this.#watch === 'later') this.#read();
    return this.#kept.output;
  }

  /** Waits for the end of the stream, at most `limitMs`: a process that got away may hold it open for ever. */
  async drain(limitMs: number): Promise<void> {
    for (let reads = 0; reads < READS_IN_ONE_LOOK && this.#read() === 'more'; reads += 1);
    if (this.#fd.isClosed) return;
    this.#watchNow();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#whenEnded = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#fd.close();
    this.#whenEnded?.();
  }

  #watchNow(): void {
    if (this.#watch === 'on') return;
    this.#watch = 'on';
    clearTimeout(this.#timer);
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
