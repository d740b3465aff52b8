import { write } from 'node:fs';

/** A reader that stalls loses lines past this much; nobody ever waits for it. */
const WAITING_LIMIT_BYTES = 4 * 1024 * 1024;
const TRY_AGAIN_MS = 100;
const FLUSH_LIMIT_MS = 500;

/**
 * Writes lines to a descriptor behind the back of the event loop, in order, each whole or not at all while the reader
 * keeps up. Never throws: whatever the descriptor refuses (the reader is gone, the disk is full) is lost.
 */
export class LineWriter {
  readonly #fd: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #phase: 'idle' | 'writing' = 'idle';
  #whenIdle: (() => void)[] = [];

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waitingBytes + bytes.length > WAITING_LIMIT_BYTES) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#phase === 'idle') this.#next();
  }

  /** Waits until all is written, at most half a second; `stalled`: a write may block a thread of this process still. */
  flush(): Promise<'written' | 'stalled'> {
    if (this.#phase === 'idle') return Promise.resolve('written');
    return new Promise((resolve) => {
      const limit = setTimeout(() => resolve('stalled'), FLUSH_LIMIT_MS);
      this.#whenIdle.push(() => {
        clearTimeout(limit);
        resolve('written');
      });
    });
  }

  #next(): void {
    if (this.#waiting.length === 0) {
      this.#phase = 'idle';
      for (const tell of this.#whenIdle.splice(0)) tell();
      return;
    }
    this.#phase = 'writing';
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#put(bytes);
  }

  #put(bytes: Buffer): void {
    write(this.#fd, bytes, (error, written) => {
      // Another process may have made the descriptor non-blocking: full is no failure.
      if (error?.code === 'EAGAIN') return void setTimeout(() => this.#put(bytes), TRY_AGAIN_MS);
      const gone = error === null ? written : bytes.length;
      this.#waitingBytes -= gone;
      if (gone < bytes.length) this.#put(bytes.subarray(gone));
      else this.#next();
    });
  }
}
