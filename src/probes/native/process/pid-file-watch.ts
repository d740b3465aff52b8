import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A daemon creates its pid file first and writes the number then. */
const SETTLE_MS = 50;

/** Says when a pid file was written, replaced or removed; also one that is not there yet. */
export class PidFileWatch {
  readonly #path: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | undefined;
  #folder: string | undefined;
  #settling: NodeJS.Timeout | undefined;

  /** @param onChange called once a change has settled */
  constructor(path: string, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
  }

  /** Watches the folder that is there now: service managers remove and make the folders below /run. */
  renew(): void {
    const folder = identityOf(dirname(this.#path));
    if (folder === this.#folder) return;
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#folder = folder;
    if (folder === undefined) return;
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, (_event, name) => {
        if (name === basename(this.#path)) this.#settle();
      });
      this.#watcher.on('error', () => (this.#folder = undefined));
    } catch {
      this.#folder = undefined; // no watches left (ENOSPC), or the folder is gone: the grid goes on, and asks again
    }
  }

  close(): void {
    clearTimeout(this.#settling);
    this.#watcher?.close();
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#onChange, SETTLE_MS);
  }
}

function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder);
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
