import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';
import type { Entry } from './entry.ts';
import { entriesIn, inOrder, type Query } from './query.ts';
import { RINGS, segmentName, segmentsOf } from './retention.ts';

/** Reads a journal's files, with or without a daemon that writes them. */
export class JournalReader {
  readonly #dir: string;
  /** How far each file was read, by name. */
  readonly #positions = new Map<string, number>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * The entries that fit, in order; called again: those that came since.
   * @returns in words why there is nothing to read
   */
  read(query: Query): Result<readonly Entry[], string> {
    try {
      const names = readdirSync(this.#dir);
      const rings = RINGS.map((ring) => segmentsOf(ring, names).map((number) => segmentName(ring, number)));
      if (rings.flat().length === 0) return err(`there is no history in ${this.#dir} yet`);
      return ok(inOrder(rings.map((files) => files.flatMap((name) => entriesIn(this.#newText(name), query)))));
    } catch (error) {
      return err(whyNot(error as NodeJS.ErrnoException, this.#dir));
    }
  }

  /** Whole lines that were not read before. */
  #newText(name: string): string {
    const file = openFile(join(this.#dir, name));
    if (file === undefined) return '';
    try {
      const position = this.#positions.get(name) ?? 0;
      const buffer = Buffer.allocUnsafe(Math.max(0, fstatSync(file).size - position));
      const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, position));
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      this.#positions.set(name, position + whole.length);
      return whole;
    } finally {
      closeSync(file);
    }
  }
}

/** A file that has just been given up for its age is none. */
function openFile(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function whyNot({ code, message }: NodeJS.ErrnoException, dir: string): string {
  if (code === 'ENOENT') return `there is no history: ${dir} does not exist; name the daemon's folder with --state-dir`;
  if (code === 'EACCES') return `no permission for ${dir}; run as root or as a member of its group`;
  return `${dir}: ${message}`;
}
