import { closeSync, constants, fchownSync, fstatSync, lstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { makeFifo } from '../../linux/fifo.ts';
import type { FifoConfig } from '../../model/notifications.ts';
import { resolveCredentials } from '../../probes/script/credentials.ts';

/** Reading too, so that it opens while nobody reads, and stays open when the reader goes. */
const FLAGS = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW;
/** A longer line could be torn. */
const LINE_LIMIT_BYTES = 4096;

/** What became of the lines of one pipe. */
export interface FifoCounts {
  readonly path: string;
  readonly written: number;
  readonly lost: number;
}

/**
 * One named pipe that gets a line for each event. Nothing waits for its reader: what does not fit, because nobody reads,
 * is lost and counted. A pipe that was made here is removed at the end.
 */
export class FifoPipe {
  readonly config: FifoConfig;
  readonly #tell: (text: string) => void;
  #fd: number | undefined;
  #made: 'here' | 'before' = 'before';
  #written = 0;
  #lost = 0;
  /** Lost since a line could be written last. */
  #lostInARow = 0;

  /** @param tell hears of what is wrong, once until it is right again */
  constructor(config: FifoConfig, tell: (text: string) => void) {
    this.config = config;
    this.#tell = tell;
  }

  /** Makes the pipe where it is missing and opens it. Never rejects. */
  async open(): Promise<void> {
    const { path, owner, mode } = this.config;
    try {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
        const made = makeFifo(path, mode);
        if (!made.ok) throw new Error(made.error.text);
        this.#made = 'here';
      }
      const fd = openSync(path, FLAGS);
      this.#fd = fd;
      if (!fstatSync(fd).isFIFO()) throw new Error(`${path} is not a FIFO`);
      const who = await resolveCredentials(owner);
      if (this.#made === 'here' && who.ok) fchownSync(fd, who.value.uid, who.value.gid);
    } catch (error) {
      this.#release();
      this.#tell(`FIFO ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Writes one line or loses it; at once either way. */
  write(line: string): void {
    try {
      if (this.#fd === undefined) return this.#lose('it is not open');
      if (Buffer.byteLength(line) > LINE_LIMIT_BYTES) return this.#lose('it is too long');
      writeSync(this.#fd, line);
      this.#written += 1;
      if (this.#lostInARow > 0)
        this.#tell(`FIFO ${this.config.path} is read again; ${this.#lostInARow} lines were lost`);
      this.#lostInARow = 0;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.#lose(code === 'EAGAIN' ? 'nobody reads it' : (code ?? 'it cannot be written'));
    }
  }

  counts(): FifoCounts {
    return { path: this.config.path, written: this.#written, lost: this.#lost };
  }

  /** A reader finds the end of the file. */
  close(): void {
    this.#release();
    if (this.#made === 'before') return;
    try {
      unlinkSync(this.config.path);
    } catch {
      // Somebody has removed it before.
    }
  }

  #lose(why: string): void {
    this.#lost += 1;
    this.#lostInARow += 1;
    if (this.#lostInARow === 1) this.#tell(`FIFO ${this.config.path}: a line is lost, ${why}`);
  }

  #release(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}
