import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ledger } from '../../health/time/maintenance.ts';
import { ledgerText, readLedger } from '../../health/time/maintenance-file.ts';
import { err, ok, type Result } from '../../model/result.ts';

const DIR_MODE = 0o750;
const FILE_MODE = 0o640;

/** A ledger on the disk. The file is replaced as a whole: whoever is killed while writing leaves the one before. */
export class LedgerFile {
  readonly #path: string;
  #writing: Promise<Result<void, string>> = Promise.resolve(ok(undefined));

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Reads it; no file is an empty ledger. A file that is no ledger is put aside, so that the next write does not
   * destroy what somebody may want to look at.
   * @returns in words what was wrong
   */
  async read(): Promise<Result<Ledger, string>> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
    if (typeof text !== 'string') {
      return text.code === 'ENOENT' ? ok([]) : err(`${this.#path} cannot be read (${text.code})`);
    }
    const ledger = readLedger(text);
    if (ledger.ok) return ledger;
    const aside = `${this.#path}.refused`;
    const moved = await rename(this.#path, aside).then(
      () => `; it is kept as ${aside}`,
      () => '',
    );
    return err(`${this.#path} is no list of maintenances: ${ledger.error}${moved}`);
  }

  /**
   * Replaces it, one write after the other. Resolves when it is on the disk.
   * @returns in words why it is not
   */
  write(ledger: Ledger): Promise<Result<void, string>> {
    this.#writing = this.#writing.then(() => this.#replace(ledgerText(ledger)));
    return this.#writing;
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #replace(text: string): Promise<Result<void, string>> {
    const beside = `${this.#path}.new`;
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: DIR_MODE });
      const handle = await open(beside, 'w', FILE_MODE);
      try {
        await handle.writeFile(text);
        // Or a power cut leaves an empty file under the new name.
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(beside, this.#path);
      return ok(undefined);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {});
      return err(`${this.#path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    }
  }
}
