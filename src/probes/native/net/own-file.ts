import { readFileSync, statSync } from 'node:fs';
import type { Diagnosis } from '../../../health/outcome.ts';
import { err, ok, type Result } from '../../../model/result.ts';

const READABLE_BY_OTHERS = 0o004;
const BYTES_MAX = 1_048_576;

/** What a file of the check's own holds, and what identifies this state of it. */
interface Content {
  readonly bytes: Buffer;
  readonly identity: string;
}

/** A file of the check's own: a password, a certificate. Read again whenever it has changed. */
export class OwnFile {
  readonly #path: string;
  #content: Content | undefined;
  #mode = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Its content, or a sentence on why there is none. */
  read(): Result<Content, string> {
    try {
      const { dev, ino, ctimeMs, size, mode } = statSync(this.#path);
      const identity = `${dev} ${ino} ${ctimeMs} ${size}`;
      this.#mode = mode;
      if (size > BYTES_MAX) return err(`${this.#path} has ${size} bytes, more than ${BYTES_MAX}`);
      if (this.#content?.identity !== identity) this.#content = { identity, bytes: readFileSync(this.#path) };
      return ok(this.#content);
    } catch (error) {
      return err(`${this.#path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  /** The first line, as a secret is written; or a sentence on why there is none. */
  readSecret(): Result<string, string> {
    const content = this.read();
    if (!content.ok) return content;
    const [line = ''] = content.value.bytes.toString('utf8').split(/\r?\n/, 1);
    return line === '' ? err(`${this.#path} has an empty first line`) : ok(line);
  }

  /** Whether it can be read, and by whom else. */
  get state(): 'private' | 'exposed' | { readonly fault: string } {
    const content = this.read();
    if (!content.ok) return { fault: content.error };
    return this.exposure === undefined ? 'private' : 'exposed';
  }

  /** After a read: a finding when everybody on this host may read it too. */
  get exposure(): Diagnosis | undefined {
    if ((this.#mode & READABLE_BY_OTHERS) === 0) return undefined;
    return {
      rule: 'unsafe-path',
      path: this.#path,
      detail: `everybody on this host can read ${this.#path} (mode ${(this.#mode & 0o777).toString(8).padStart(4, '0')})`,
      fix: `chmod 600 ${this.#path}`,
    };
  }
}
