import { countBySeverity, type Notice } from './diagnostic.ts';
import { LineIndex, type SourceFile, type Span } from './source.ts';

const TAB = 4;
/** Columns of source text shown around the caret. */
const WINDOW = 96;
const LEAD = 32;

/**
 * Diagnostics for people, in the order given: message, place, the line with a caret and what to do, other places,
 * what keepalived would do. Source: `keepalived-conf.md` 5.1.
 */
export function renderText(diagnostics: readonly Notice[], files: readonly SourceFile[]): string {
  const indexes = new Map(files.map(({ name, text }) => [name, new LineIndex(text)]));
  return diagnostics.map((diagnostic) => renderOne(diagnostic, indexes)).join('\n');
}

/** `2 errors, 1 warning`; `no findings` when there are none. */
export function renderSummary(diagnostics: readonly Notice[]): string {
  const { errors, warnings, infos } = countBySeverity(diagnostics);
  const parts = [
    [errors, 'error', 'errors'],
    [warnings, 'warning', 'warnings'],
    [infos, 'remark', 'remarks'],
  ] as const;
  const shown = parts.flatMap(([count, one, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]));
  return shown.length === 0 ? 'no findings' : shown.join(', ');
}

/** One diagnostic for programs. Lines and columns count from 1, columns in code points; `end` is exclusive. */
export interface JsonDiagnostic {
  readonly severity: Notice['severity'];
  readonly code: string;
  readonly origin: Notice['origin'];
  readonly message: string;
  readonly help: string;
  readonly note?: string;
  readonly place: JsonPlace;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Diagnostics as data, for `--json` and the log. */
export function toJson(diagnostics: readonly Notice[], files: readonly SourceFile[]): JsonDiagnostic[] {
  const indexes = new Map(files.map(({ name, text }) => [name, new LineIndex(text)]));
  const placeOf = (span: Span): JsonPlace => {
    const index = indexes.get(span.file) ?? new LineIndex('');
    const [start, end] = [index.position(span.start), index.position(span.end)];
    return { file: span.file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  };
  return diagnostics.map(({ severity, code, origin, message, help, note, span, related }) => ({
    severity,
    code,
    origin,
    message,
    help,
    ...(note === undefined ? {} : { note }),
    place: placeOf(span),
    related: related.map((other) => ({ ...placeOf(other.span), message: other.message })),
  }));
}

function renderOne(diagnostic: Notice, indexes: ReadonlyMap<string, LineIndex>): string {
  const { severity, code, message, span, help, note, related } = diagnostic;
  const index = indexes.get(span.file) ?? new LineIndex('');
  const { line, column } = index.position(span.start);
  const gutter = ' '.repeat(String(line).length);
  const source = index.lineText(line);
  const lines = [`${severity} ${code}: ${message}`, `${gutter}--> ${span.file}:${line}:${column}`];
  if (source.trim() !== '') {
    const start = index.startOf(line);
    const shown = excerpt(source, span.start - start, Math.min(source.length, span.end - start));
    lines.push(`${gutter} |`, `${line} | ${shown.text}`, `${gutter} | ${shown.caret} ${help}`.trimEnd());
  } else {
    lines.push(`${gutter} = ${help}`);
  }
  for (const other of related) {
    const place = indexes.get(other.span.file)?.position(other.span.start) ?? { line: 1, column: 1 };
    lines.push(`${gutter} = ${other.message}: ${other.span.file}:${place.line}:${place.column}`);
  }
  if (note !== undefined) lines.push(`${gutter} = ${note}`);
  return `${lines.join('\n')}\n`;
}

/** The line with tabs spelt out, cut to a window around the caret; control characters become a visible mark. */
function excerpt(source: string, start: number, end: number): { text: string; caret: string } {
  const drop = Math.max(0, start - WINDOW);
  const before = printable(source.slice(drop, start));
  const marked = printable(source.slice(start, Math.min(end, start + WINDOW)));
  const after = printable(source.slice(end, end + WINDOW));
  const text = [...before, ...marked, ...after];
  const tooWide = drop > 0 || before.length + Math.max(1, marked.length) > WINDOW;
  const from = tooWide ? Math.max(0, before.length - LEAD) : 0;
  const head = from > 0 || drop > 0 ? '…' : '';
  const shown = text.slice(from, from + WINDOW);
  const tail = from + WINDOW < text.length || end + WINDOW < source.length ? '…' : '';
  const width = Math.max(1, Math.min(marked.length, from + WINDOW - before.length));
  return {
    text: `${head}${shown.join('')}${tail}`,
    caret: `${' '.repeat(head.length + before.length - from)}${'^'.repeat(width)}`,
  };
}

/** Characters as a terminal shows them, one a column. */
function printable(text: string): string[] {
  return Array.from(text).flatMap((char) =>
    char === '\t' ? [...' '.repeat(TAB)] : [isControl(char) ? '\ufffd' : char],
  );
}

const isControl = (char: string): boolean => char < ' ' || (char >= '\u007f' && char < '\u00a0') || char === '\u200b';
