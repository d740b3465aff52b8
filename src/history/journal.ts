import { mkdir } from 'node:fs/promises';
import type { Entry, Ring } from './entry.ts';
import { ringOf } from './entry.ts';
import { lineOf } from './query.ts';
import { RINGS } from './retention.ts';
import { RingFile } from './ring-file.ts';

const DIR_MODE = 0o750;
/** Lines that wait while the disk is full or slow; then the oldest are given up. */
const PENDING_LIMIT = 2000;
const RETRY_MS = 10_000;
const CLOSE_LIMIT_MS = 500;

export interface JournalListener {
  /** Nothing can be written. Said once until something can be again. */
  readonly trouble: (text: string) => void;
  /** It can be written again. `lost`: entries given up meanwhile. */
  readonly resumed: (lost: number) => void;
}

interface Pending {
  readonly ring: Ring;
  readonly line: string;
}

/**
 * The append-only journal of a folder: JSON lines, bounded in size. Writes happen one after the other beside the work
 * of the daemon, which never waits for the disk; while the disk refuses, entries wait in memory up to a limit.
 */
export class Journal {
  readonly #dir: string;
  readonly #listener: JournalListener;
  readonly #retryMs: number;
  readonly #files: Readonly<Record<Ring, RingFile>>;
  #pending: readonly Pending[] = [];
  #lost = 0;
  #writing: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #health: 'fine' | 'refused' = 'fine';

  /** @param retryMs how long after a refusal it is tried again */
  constructor(dir: string, listener: JournalListener, retryMs = RETRY_MS) {
    this.#dir = dir;
    this.#listener = listener;
    this.#retryMs = retryMs;
    this.#files = {
      transitions: new RingFile(dir, 'transitions'),
      failures: new RingFile(dir, 'failures'),
      successes: new RingFile(dir, 'successes'),
    };
  }

  /** Remembers an entry. Returns at once, never throws. */
  append(entry: Entry): void {
    this.#queue([...this.#pending, { ring: ringOf(entry), line: `${lineOf(entry)}\n` }]);
    if (this.#retry === undefined) this.#write();
  }

  /** Writes what waits, at most for half a second, and closes the files. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    this.#write();
    const limit = new Promise<void>((resolve) => void setTimeout(resolve, CLOSE_LIMIT_MS).unref());
    await Promise.race([limit, this.#closeFiles()]);
    clearTimeout(this.#retry);
  }

  async #closeFiles(): Promise<void> {
    await this.#writing;
    await Promise.all(Object.values(this.#files).map((file) => file.close()));
  }

  #queue(pending: readonly Pending[]): void {
    this.#lost += Math.max(0, pending.length - PENDING_LIMIT);
    this.#pending = pending.slice(-PENDING_LIMIT);
  }

  #write(): void {
    if (this.#writing === undefined && this.#pending.length > 0) this.#writing = this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#pending.length > 0) await this.#writePending();
    } catch (error) {
      this.#refused(error);
    } finally {
      // Here and not in a later turn: an entry that came in between would wait for the one after it.
      this.#writing = undefined;
    }
  }

  async #writePending(): Promise<void> {
    const batch = this.#pending;
    const left = RINGS.filter((ring) => batch.some((pending) => pending.ring === ring));
    this.#pending = [];
    try {
      await mkdir(this.#dir, { recursive: true, mode: DIR_MODE });
      for (let [ring] = left; ring !== undefined; [ring] = left) {
        await this.#files[ring].append(textOf(batch, ring));
        left.shift();
      }
    } catch (error) {
      this.#queue([...batch.filter(({ ring }) => left.includes(ring)), ...this.#pending]);
      throw error;
    }
    this.#written();
  }

  #refused(error: unknown): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#write();
    }, this.#retryMs).unref();
    if (this.#health === 'refused') return;
    this.#health = 'refused';
    const { code = String(error) } = error as NodeJS.ErrnoException;
    this.#listener.trouble(
      `no history is written: ${this.#dir}: ${code}; all else goes on; give it room and the right to write, or name another folder with --state-dir`,
    );
  }

  #written(): void {
    if (this.#health === 'fine') return;
    this.#health = 'fine';
    const lost = this.#lost;
    this.#lost = 0;
    this.#listener.resumed(lost);
  }
}

const textOf = (batch: readonly Pending[], ring: Ring): string =>
  batch.map((pending) => (pending.ring === ring ? pending.line : '')).join('');
