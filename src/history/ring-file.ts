import { type FileHandle, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ring } from './entry.ts';
import { SEGMENT_BYTES, segmentName, segmentsOf, surplusOf } from './retention.ts';

const FILE_MODE = 0o640;
const LINE_END = 0x0a;

/** The growing end of one ring: its newest file, and the next one when that is full. */
export class RingFile {
  readonly #dir: string;
  readonly #ring: Ring;
  #handle: FileHandle | undefined;

  constructor(dir: string, ring: Ring) {
    this.#dir = dir;
    this.#ring = ring;
  }

  /**
   * Appends whole lines. Rejects when the system refuses; what was written of them is taken back, and the next call
   * begins anew.
   */
  async append(lines: string): Promise<void> {
    try {
      const { handle, sizeBytes } = await this.#room(lines.length);
      try {
        await handle.appendFile(await afterTorn(handle, sizeBytes, lines));
      } catch (error) {
        // Where even this is refused, the next write stands apart from the torn line.
        await handle.truncate(sizeBytes).catch(() => {});
        throw error;
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    // What was refused has been told by the write.
    await handle?.close().catch(() => {});
  }

  /** A file that takes so many bytes more: the open one, unless it is full or somebody has removed it. */
  async #room(bytes: number): Promise<{ readonly handle: FileHandle; readonly sizeBytes: number }> {
    const stats = await this.#handle?.stat();
    if (stats?.nlink === 0) await this.close();
    const handle = this.#handle ?? (await this.#open('newest'));
    const { size } = await handle.stat();
    if (size === 0 || size + bytes <= SEGMENT_BYTES) return { handle, sizeBytes: size };
    return { handle: await this.#open('next'), sizeBytes: 0 };
  }

  async #open(which: 'newest' | 'next'): Promise<FileHandle> {
    await this.close();
    const present = segmentsOf(this.#ring, await readdir(this.#dir));
    const newest = present.at(-1) ?? 0;
    const number = which === 'newest' ? Math.max(1, newest) : newest + 1;
    const handle = await open(join(this.#dir, segmentName(this.#ring, number)), 'a+', FILE_MODE);
    this.#handle = handle;
    for (const old of surplusOf(this.#ring, [...new Set([...present, number])])) {
      await unlink(join(this.#dir, segmentName(this.#ring, old))).catch(() => {});
    }
    return handle;
  }
}

/** Whoever was killed while writing has left half a line: it stays alone on its line. */
async function afterTorn(handle: FileHandle, sizeBytes: number, lines: string): Promise<string> {
  if (sizeBytes === 0) return lines;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, sizeBytes - 1);
  return buffer[0] === LINE_END ? lines : `\n${lines}`;
}
