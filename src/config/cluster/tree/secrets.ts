import type { Report } from '../../diagnostic.ts';
import { folderOf, normalize, type ReadText, UNREADABLE } from '../../keepalived/read/include.ts';
import { type YamlMap, type YamlScalar } from '../text/value.ts';

/** A variable of the daemon's environment. */
export type Environment = (name: string) => string | undefined;

const FORM = 'write {file: PATH} or {env: NAME}';

/** Values that stand outside the file: `{ file: PATH }` and `{ env: NAME }`. What was read here is shown to nobody. */
export class Secrets {
  readonly #readText: ReadText;
  readonly #environment: Environment;
  readonly #report: Report;
  readonly #read = new Map<string, string | undefined>();

  constructor(readText: ReadText, environment: Environment, report: Report) {
    this.#readText = readText;
    this.#environment = environment;
    this.#report = report;
  }

  /** The secret as if it were written in place of the map; `undefined`: it cannot be had, which was reported. */
  read(map: YamlMap): YamlScalar | undefined {
    const [entry, surplus] = map.entries;
    const kind = entry?.key.text;
    if (
      entry === undefined ||
      surplus !== undefined ||
      entry.value.kind !== 'scalar' ||
      (kind !== 'file' && kind !== 'env')
    ) {
      this.#report('CONF-134', map.span, 'a secret is {file: PATH} or {env: NAME}', { help: FORM });
      return undefined;
    }
    const text = kind === 'file' ? this.#fromFile(entry.value) : this.#fromEnvironment(entry.value);
    return text === undefined ? undefined : { kind: 'scalar', text, style: 'quoted', span: entry.value.span };
  }

  /** A text without any of the secrets, or of what is left of one when it is cut to eight characters. */
  masked(text: string): string {
    const secrets = [...this.#read.values()].filter((secret) => secret !== undefined && secret !== '');
    return secrets.reduce<string>(
      (shown, secret = '') => shown.replaceAll(secret, '***').replaceAll(secret.slice(0, 8), '***'),
      text,
    );
  }

  #fromFile({ text: path, span }: YamlScalar): string | undefined {
    const whole = normalize(path.startsWith('/') ? path : `${folderOf(span.file)}/${path}`);
    return this.#once(whole, span, () => {
      const text = this.#readText(whole);
      if (!text.ok) return { fault: `${whole} ${UNREADABLE[text.error]}` };
      const secret = text.value.replace(/\r?\n$/, '');
      if (secret === '') return { fault: `${whole} is empty` };
      return secret.includes('\n') ? { fault: `${whole} has more than one line` } : { secret };
    });
  }

  #fromEnvironment({ text: name, span }: YamlScalar): string | undefined {
    return this.#once(`$${name}`, span, () => {
      const secret = this.#environment(name);
      const fault = `the environment of vipward has no ${name}`;
      return secret === undefined || secret === '' ? { fault } : { secret };
    });
  }

  /** Nodes that read the same secret get the same answer. */
  #once(
    source: string,
    span: YamlScalar['span'],
    read: () => { readonly secret: string } | { readonly fault: string },
  ): string | undefined {
    if (this.#read.has(source)) return this.#read.get(source);
    const found = read();
    if ('fault' in found) this.#report('CONF-136', span, found.fault);
    const secret = 'secret' in found ? found.secret : undefined;
    this.#read.set(source, secret);
    return secret;
  }
}
