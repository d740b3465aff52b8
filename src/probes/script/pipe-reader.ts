import { readSync } from 'node:fs';
import type { OwnedFd } from '../../linux/fd.ts';
import { watchReadable } from '../../linux/readiness.ts';
import { BoundedOutput } from './output.ts';

/** One read's size: what a pipe holds. Shared, because what is kept is copied at once. */
const chunk = Buffer.alloc(64 * 1024);

/** Drains one pipe as long as it is open, so that output never blocks a script. Owns the read end. */
export class PipeReader {
  readonly kept = new BoundedOutput();
  readonly #fd: OwnedFd;
  #whenEnded: (() => void) | undefined;

  constructor(readEnd: OwnedFd) {
    this.#fd = readEnd;
    watchReadable(readEnd, () => this.#read());
  }

  /** One read a wake-up: the pipe blocks when empty, and one chatty script must not hold up the event loop. */
  #read(): void {
    const bytes = readSync(this.#fd.number, chunk);
    if (bytes > 0) this.kept.push(chunk.subarray(0, bytes));
    else this.close();
  }

  /** Waits for the end of the stream, at most `limitMs`: a process that got away may hold it open for ever. */
  async drain(limitMs: number): Promise<void> {
    if (this.#fd.isClosed) return;
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
}
