import type { Report } from '../../diagnostic.ts';
import type { SourceFile, Span } from '../../source.ts';
import { cleanLine } from './clean.ts';
import { type BuiltIns, Definitions, substitute } from './definitions.ts';
import { checksAfter, filesOf, folderOf, type Glob, includeOf, type IncludeChecks, NO_CHECKS } from './include.ts';
import { normalize, type ReadText, UNREADABLE } from './include.ts';
import { MappedText } from './mapped-text.ts';
import { inspectFile, pastedNumbers, physicalLines, type PhysicalLine, withoutPasteMarks } from './pasted.ts';
import { expandSequence } from './sequences.ts';
import { type Statement, statementsOf } from './statements.ts';

export interface ReadOptions {
  readonly file: string;
  readonly readText: ReadText;
  readonly glob?: Glob;
  /** `-i`: the id that `@ID` lines are compared with; `vipward` always holds beside it. */
  readonly configId: string;
  readonly report: Report;
}

export interface ReadConfiguration {
  readonly statements: readonly Statement[];
  readonly files: readonly SourceFile[];
}

/** `nothing`: no line of the main file could be read; the reason was reported. */
export type Read = ReadConfiguration & { readonly outcome: 'read' | 'nothing' };

const DEPTH_MAX = 32;
/** Lines that definitions and repetitions may stand for in all; a bound for texts that expand without end. */
const REPLAYS_MAX = 20_000;
/** What keepalived reads of a line, and what is read of it here. */
const KEPT_BYTES = 1023;
const READ_MAX = 8192;
/** Characters of all included files together; a file may be included many times. */
const INCLUDED_MAX = 4 << 20;
const DEFINE = /^\$([A-Za-z_]\w*)=[ \t]*/;
const COMMAND_LINE =
  /^(?:script|run|on_change|notify\w*|vrrp_notify_fifo_script|lvs_notify_fifo_script|startup_script|shutdown_script|misc_path|quorum_up|quorum_down)\s/;

/**
 * Reads a configuration line by line, in keepalived's order: repairs, comments, conditions, definitions, repetitions,
 * includes, braces, words. Goes on after every fault. Source: `keepalived-conf.md` 1.1.
 */
export function readConfiguration(options: ReadOptions): Read {
  const reader = new Reader(options);
  const outcome = reader.readMain();
  return { outcome, statements: reader.statements, files: [...reader.files.values()] };
}

interface OpenDefinition {
  readonly name: string;
  readonly span: Span;
  readonly lines: MappedText[];
}

class Reader {
  readonly statements: Statement[] = [];
  readonly files = new Map<string, SourceFile>();
  readonly #options: ReadOptions;
  readonly #report: Report;
  readonly #definitions = new Definitions();
  readonly #open: string[] = [];
  #definition: OpenDefinition | undefined;
  #checks: IncludeChecks = NO_CHECKS;
  #replays = 0;
  #included = 0;
  #seed = 1;

  constructor(options: ReadOptions) {
    this.#options = options;
    this.#report = options.report;
  }

  readMain(): 'read' | 'nothing' {
    const { file } = this.#options;
    const text = this.#options.readText(file);
    if (!text.ok) {
      const note = text.error === 'missing' ? 'keepalived -t would return 0 here' : undefined;
      const place = { file, start: 0, end: 0 };
      this.#report('CONF-903', place, `${file} ${UNREADABLE[text.error]}`, note === undefined ? {} : { note });
      return 'nothing';
    }
    const outcome = this.#readFile(file, text.value);
    this.#definitions.reportUnused(this.#report);
    return outcome;
  }

  #readFile(file: string, text: string): 'read' | 'nothing' {
    this.files.set(file, { name: file, text });
    const lines = physicalLines(text);
    if (inspectFile(file, { text, lines }, this.#report) === 'unreadable') return 'nothing';
    const checks = this.#checks;
    this.#open.push(file);
    const numbers = pastedNumbers(file, lines, this.#report);
    for (const [index, line] of lines.entries()) this.#physicalLine(file, line, numbers.get(index) ?? 0);
    this.#endDefinition();
    this.#open.pop();
    this.#checks = checks;
    return 'read';
  }

  #physicalLine(file: string, line: PhysicalLine, numberWidth: number): void {
    if (line.text === '' && this.#definition === undefined) return;
    const skip = numberWidth > 0 ? numberWidth : line.start === 0 && line.text.startsWith('\ufeff') ? 1 : 0;
    const whole = MappedText.verbatim(line.text.slice(skip, skip + READ_MAX), file, line.start + skip);
    if (line.text.length > KEPT_BYTES / 4 && utf8Length(line.text) > KEPT_BYTES) {
      const severity = line.text.length > skip + READ_MAX ? 'error' : 'warning';
      this.#report('CONF-008', whole.span(), `line is ${utf8Length(line.text)} bytes long`, { severity });
    }
    const pasted = withoutPasteMarks(whole, this.#report);
    if (pasted === undefined) return;
    this.#feed(cleanLine(pasted, this.#report));
  }

  #feed(first: MappedText): void {
    const queue = [first];
    for (let line = queue.pop(); line !== undefined; line = queue.pop()) {
      const replay = this.#step(line);
      this.#replays += replay.length;
      for (let index = replay.length - 1; index >= 0; index -= 1) {
        const next = replay[index];
        if (next !== undefined) queue.push(next);
      }
    }
  }

  /** Takes one logical line; returns the lines to read instead of it. */
  #step(line: MappedText): readonly MappedText[] {
    if (this.#definition !== undefined) return this.#continueDefinition(this.#definition, line);
    const { text } = line;
    if (text === '') return [];
    if (text.startsWith('@')) return this.#condition(line);
    if (text.startsWith('$') && DEFINE.test(text)) return this.#define(line);
    const repeats = text.startsWith('~') && /^~(?:SEQx?|LST)\b/.test(text);
    if (this.#replays > REPLAYS_MAX && (repeats || text.includes('$'))) {
      this.#report('CONF-015', line.span(), 'cannot expand this line: the file expands to too many lines');
      return [];
    }
    if (repeats) return expandSequence(line, this.#report);
    if (text.includes('$')) {
      const { outcome, lines } = this.#substitute(line);
      if (outcome === 'changed') return lines.map((result) => cleanLine(result, ignore));
      return this.#plain(lines[0] ?? line);
    }
    return this.#plain(line);
  }

  #substitute(line: MappedText): ReturnType<typeof substitute> {
    const kind = COMMAND_LINE.test(line.text) ? 'command' : line.text.startsWith('auth_pass') ? 'secret' : 'other';
    return substitute(line, {
      definitions: this.#definitions,
      builtIns: this.#builtIns(),
      report: this.#report,
      line: kind,
    });
  }

  #plain(line: MappedText): readonly MappedText[] {
    const include = line.text.startsWith('include') ? includeOf(line.text, this.#checks) : undefined;
    if (include !== undefined) {
      this.#include(line, include.pattern, include.checks);
      return [];
    }
    const words =
      line.text.startsWith('include_check') || line.text.startsWith('random_seed') ? line.text.split(/\s+/) : [];
    if (words[0] === 'include_check') this.#checks = checksAfter(words.slice(1), this.#checks);
    if (words[0] === 'random_seed') this.#seed = Math.trunc(Number(words[1])) || 1;
    for (const statement of statementsOf(line, this.#report)) this.statements.push(statement);
    return [];
  }

  /** `@ID rest` holds when ID is ours, `@^ID rest` when it is not. */
  #condition(line: MappedText): readonly MappedText[] {
    const found = /^@(\^?)(\S*)\s*/.exec(line.text);
    const rest = line.slice(found?.[0].length ?? 1);
    const ours = found?.[2] === this.#options.configId || found?.[2] === 'vipward';
    const holds = ours !== (found?.[1] === '^');
    const braces = rest.text.replace(/"[^"]*"/g, '').replace(/[^{}]/g, '');
    if (braces === '{' || braces === '}') {
      this.statements.push({ kind: 'condition', span: line.span(), brace: braces, id: found?.[2] ?? '' });
    }
    return holds && rest.text !== '' ? [rest] : [];
  }

  #define(line: MappedText): readonly MappedText[] {
    const found = DEFINE.exec(line.text);
    const name = found?.[1] ?? '';
    const span = line.span(0, name.length + 1);
    const value = line.slice(found?.[0].length ?? 0);
    this.#definition = { name, span, lines: [] };
    if (value.text.endsWith('\\')) return this.#continueDefinition(this.#definition, value);
    this.#definition.lines.push(value);
    this.#endDefinition();
    return [];
  }

  #continueDefinition(open: OpenDefinition, line: MappedText): readonly MappedText[] {
    const more = line.text.endsWith('\\');
    open.lines.push(more ? line.slice(0, line.text.length - 1).trim() : line);
    if (!more) this.#endDefinition();
    return [];
  }

  #endDefinition(): void {
    if (this.#definition === undefined) return;
    const { name, span, lines } = this.#definition;
    const filled = lines.filter((line) => line.text !== '');
    this.#definitions.define({ name, span, lines: filled.length === 0 ? lines.slice(0, 1) : filled });
    this.#definition = undefined;
  }

  #include(line: MappedText, pattern: string, checks: IncludeChecks): void {
    const span = line.span();
    const folder = folderOf(this.#open.at(-1) ?? '');
    for (const path of filesOf(pattern, { checks, folder, glob: this.#options.glob, span, report: this.#report })) {
      if (this.#open.some((open) => normalize(open) === path) || this.#open.length > DEPTH_MAX) {
        this.#report('CONF-017', span, `${path} includes itself`);
        continue;
      }
      const text = this.#options.readText(path);
      if (text.ok) {
        this.#included += text.value.length;
        if (this.#included <= INCLUDED_MAX) this.#readFile(path, text.value);
        else this.#report('CONF-017', span, `${path} is not read: the included files are too large together`);
        continue;
      }
      const required = text.error === 'missing' ? checks.match : checks.read;
      const severity = required ? 'error' : 'warning';
      const code = text.error === 'missing' || text.error === 'unreadable' ? 'CONF-016' : 'CONF-019';
      const message =
        text.error === 'missing' ? `no file matches "${pattern}"` : `"${path}" ${UNREADABLE[text.error]}, skipped`;
      this.#report(code, span, message, { severity });
    }
  }

  #builtIns(): BuiltIns {
    const random = (min: number, max: number): number => {
      this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return min + (this.#seed % (max - min + 1));
    };
    return { folder: folderOf(this.#open.at(-1) ?? ''), configId: this.#options.configId, random };
  }
}

const ignore: Report = () => undefined;

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
