import type { Report } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import { MappedText } from './mapped-text.ts';

/** `$NAME=value`; more than one line when it was continued with `\`. */
export interface Definition {
  readonly name: string;
  readonly lines: readonly MappedText[];
  readonly span: Span;
}

/** The file and options that the built-in names answer from. */
export interface BuiltIns {
  readonly folder: string;
  readonly configId: string;
  /** The next whole number between the two, both included. */
  readonly random: (min: number, max: number) => number;
}

/** The definitions of one configuration, in reading order: a use sees what stands before it. */
export class Definitions {
  readonly #byName = new Map<string, Definition>();
  readonly #used = new Set<string>();

  define(definition: Definition): void {
    this.#byName.set(definition.name, definition);
  }

  use(name: string): Definition | undefined {
    this.#used.add(name);
    return this.#byName.get(name);
  }

  /** The longest defined name that `name` starts with; `name` itself when it is defined. */
  longestPrefix(name: string): string | undefined {
    for (let length = name.length; length > 0; length -= 1) {
      const start = name.slice(0, length);
      if (this.#byName.has(start)) return start;
    }
    return undefined;
  }

  reportUnused(report: Report): void {
    for (const { name, span } of this.#byName.values()) {
      if (!this.#used.has(name)) report('CONF-020', span, `"$${name}" is not used`);
    }
  }
}

const REFERENCE = /\$(?:\{([A-Za-z_]\w*)([^{}]*)\}|([A-Za-z_]\w*))/g;
const KEPT_BYTES = 1023;
/** Longer lines are cut by keepalived anyway, and not searched for references. */
const READ_MAX = 4096;

/** What became of one line: `same` when nothing was replaced (unknown names may have been marked). */
export interface Substituted {
  readonly outcome: 'same' | 'changed';
  readonly lines: readonly MappedText[];
}

export interface SubstituteOptions {
  readonly definitions: Definitions;
  readonly builtIns: BuiltIns;
  readonly report: Report;
  /** `command`: a `$` in quotes is left to the program that is run. `secret`: an unknown name may be the text itself. */
  readonly line: 'command' | 'secret' | 'other';
}

/**
 * Replaces `${NAME}`, and `$NAME` before a blank, `,`, `)` or the end, once. A multi-line value splits the line.
 * Unknown names are reported and marked, so that nothing further is said about them. Source: `keepalived-conf.md` 1.6.
 */
export function substitute(line: MappedText, options: SubstituteOptions): Substituted {
  if (line.text.length > READ_MAX) return tooLong(line, options);
  const pieces: MappedText[] = [];
  const lines: MappedText[] = [];
  let marked = line;
  let [from, outcome] = [0, 'same' as Substituted['outcome']];
  for (const found of line.text.matchAll(REFERENCE)) {
    const [start, end] = [found.index, found.index + found[0].length];
    if (line.isUnresolved(start, end)) continue;
    const value = valueOf(found, line, options);
    if (value === undefined) {
      if (remarkUnknown(found, line, options) === 'reported') marked = marked.unresolved(start, end);
      continue;
    }
    outcome = 'changed';
    pieces.push(marked.slice(from, start));
    for (const [index, part] of value.entries()) {
      if (index > 0) lines.push(MappedText.join(pieces.splice(0)));
      pieces.push(part);
    }
    from = end;
  }
  if (outcome === 'same') return { outcome, lines: [marked] };
  pieces.push(marked.slice(from));
  lines.push(MappedText.join(pieces));
  return lines.some((result) => result.text.length > KEPT_BYTES) ? tooLong(line, options) : { outcome, lines };
}

function tooLong(line: MappedText, { report }: SubstituteOptions): Substituted {
  report('CONF-023', line.span(), 'line too long after replacing its definitions');
  return { outcome: 'same', lines: [line.unresolved(0, line.text.length)] };
}

function valueOf(found: RegExpExecArray, line: MappedText, options: SubstituteOptions): MappedText[] | undefined {
  const name = found[1] ?? found[3] ?? '';
  const place = line.span(found.index, found.index + found[0].length);
  if (found[3] !== undefined && !/^[\s,)]|^$/.test(line.text.charAt(found.index + found[0].length))) return undefined;
  const builtIn = builtInValue(name, found[2] ?? '', options.builtIns);
  if (builtIn !== undefined) return [MappedText.replacement(builtIn, place)];
  if ((found[2] ?? '') !== '') return undefined;
  const definition = options.definitions.use(name);
  return definition?.lines.map((value) => value.through({ what: `$${name}`, span: place }));
}

function builtInValue(name: string, parameters: string, builtIns: BuiltIns): string | undefined {
  const [min = 0, max = 32_767] = parameters.split(/\s+/).filter(Boolean).map(Number);
  switch (name) {
    case '_PWD':
      return builtIns.folder;
    case '_INSTANCE':
      return builtIns.configId;
    case '_RANDOM':
      return String(builtIns.random(min, Math.max(min, max)));
    case '_HASH':
      return '#';
    case '_BANG':
      return '!';
    default:
      return undefined;
  }
}

function remarkUnknown(found: RegExpExecArray, line: MappedText, options: SubstituteOptions): 'reported' | 'left' {
  const [name, end] = [found[1] ?? found[3] ?? '', found.index + found[0].length];
  const place = line.span(found.index, end);
  const quoted = (line.text.slice(0, found.index).split('"').length - 1) % 2 === 1;
  if (options.line === 'command' && quoted) return 'left';
  if (found[3] === undefined) {
    const help =
      (found[2] ?? '') === ''
        ? `define it first: $${name}=…`
        : `keepalived knows no shell forms: $${name}=… first, then \${${name}}`;
    options.report('CONF-013', place, `"${found[0]}" is not defined`, { help });
    return 'reported';
  }
  const meant = options.definitions.longestPrefix(name);
  const reference = /^[\s,)]|^$/.test(line.text.charAt(end));
  if (meant !== undefined && !quoted) {
    const help = { help: `write \${${meant}}${name.slice(meant.length)}` };
    options.report('CONF-014', place, `"${found[0]}" is not replaced here`, help);
    return 'left';
  }
  if (!reference) return 'left';
  if (quoted) return 'left';
  const severity = options.line === 'other' ? 'error' : 'warning';
  options.report('CONF-013', place, `"$${name}" is not defined`, { severity, help: `define it first: $${name}=…` });
  return severity === 'error' ? 'reported' : 'left';
}
