import { readFileSync, statSync } from 'node:fs';
import type { Diagnosis } from '../../health/outcome.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { type ScriptVariables, whyRefused } from '../../model/script-variables.ts';
import { trustedOwners } from './audit/audit.ts';
import { errnoOf, walkPath } from './audit/path-walk.ts';
import { unsafeComponents } from './audit/unsafe-path.ts';
import type { Credentials } from './credentials.ts';

/** What the settings of a check come to. */
export interface Variables {
  readonly environment: Readonly<Record<string, string>>;
  /** Values that no record may show. */
  readonly secrets: readonly string[];
}

const LARGEST_FILE_BYTES = 64 * 1024;

/** The variables of one check, from its settings and from files. Source: checks.md 1.4. */
export class VariableSource {
  readonly #wanted: ScriptVariables;
  readonly #files: readonly string[];
  #seen = '';

  constructor(wanted: ScriptVariables) {
    this.#wanted = wanted;
    this.#files = [...wanted.files, ...Object.values(wanted.secrets)];
  }

  /** Whether a file is another one than when it was read. */
  hasChanged(): boolean {
    return this.#files.length > 0 && this.#identities() !== this.#seen;
  }

  /** Fails with `bad-variables` or `unsafe-path`, naming the file and the line. */
  read(who: Credentials): Result<Variables, Diagnosis> {
    this.#seen = this.#identities();
    const { values, passed, files, secrets } = this.#wanted;
    const environment: Record<string, string> = {};
    for (const path of files) {
      const text = readSafely(path, who);
      const lines = text.ok ? parseLines(path, text.value) : text;
      if (!lines.ok) return lines;
      Object.assign(environment, lines.value);
    }
    for (const name of passed) {
      const value = process.env[name];
      if (value !== undefined) environment[name] = value;
    }
    const hidden: Record<string, string> = {};
    for (const [name, path] of Object.entries(secrets)) {
      const text = readSafely(path, who);
      if (!text.ok) return text;
      hidden[name] = text.value.replace(/\r?\n$/, '');
    }
    Object.assign(environment, values, hidden);
    const refused = Object.keys(environment).find((name) => whyRefused(name) !== undefined);
    if (refused !== undefined) return err(badName(refused));
    return ok({ environment, secrets: Object.values(hidden).filter((value) => value !== '') });
  }

  #identities(): string {
    return this.#files.map(identityOf).join(' ');
  }
}

function identityOf(path: string): string {
  try {
    const { dev, ino, ctimeMs, size } = statSync(path);
    return `${dev}:${ino}:${ctimeMs}:${size}`;
  } catch (error) {
    return errnoOf(error);
  }
}

/** A file that only its user and root can have written. */
function readSafely(path: string, who: Credentials): Result<string, Diagnosis> {
  const walked = walkPath(path);
  if (!walked.ok) return err(unreadable(path, walked.error.errno));
  const [unsafe] = unsafeComponents(walked.value, who, trustedOwners());
  if (unsafe !== undefined) return err(unsafe.diagnosis);
  try {
    const { size } = statSync(path);
    if (size > LARGEST_FILE_BYTES) return err(unreadable(path, `${size} bytes, more than ${LARGEST_FILE_BYTES}`));
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    return err(unreadable(path, errnoOf(error)));
  }
}

function parseLines(path: string, text: string): Result<Readonly<Record<string, string>>, Diagnosis> {
  const variables: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const sign = line.indexOf('=');
    const name = line.slice(0, sign);
    if (sign < 1 || whyRefused(name) !== undefined) {
      const fault = sign < 1 ? 'is not NAME=value' : `sets ${name}, which ${whyRefused(name) ?? ''}`;
      const detail = `line ${index + 1} of ${path} ${fault}`;
      return err({ rule: 'bad-variables', path, detail, fix: 'correct or remove the line' });
    }
    variables[name] = line.slice(sign + 1);
  }
  return ok(variables);
}

const badName = (name: string): Diagnosis => ({
  rule: 'bad-variables',
  path: name,
  detail: `the variable ${name} ${whyRefused(name) ?? ''}`,
  fix: 'give it another name',
});

const unreadable = (path: string, why: string): Diagnosis => ({
  rule: 'bad-variables',
  path,
  detail: `${path}, which holds variables of the script, cannot be read (${why})`,
  fix: 'put the file there, owned by root and not writable for others',
});
