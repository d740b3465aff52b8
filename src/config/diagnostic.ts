import { CODES, type Code } from './codes.ts';
import type { Span } from './source.ts';

export type Severity = 'error' | 'warning' | 'info';

/** One finding in a text, as it is shown. */
export interface Notice {
  readonly severity: Severity;
  readonly code: string;
  /** What it was found in. */
  readonly origin: 'text' | 'host' | 'script';
  readonly span: Span;
  readonly message: string;
  /** What to do; shown beside the caret. */
  readonly help: string;
  readonly related: readonly Related[];
  /** What keepalived would do with the same text. */
  readonly note?: string;
}

/** One finding in a configuration. A daemon starts with faults of the host, not with faults of the text. */
export interface Diagnostic extends Notice {
  readonly code: Code;
  readonly origin: 'text' | 'host';
}

/** Another place that belongs to the finding. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** What a finder may say beyond code, place and message. The catalogue fills the rest. */
export interface Details {
  readonly severity?: Severity;
  readonly help?: string;
  readonly note?: string;
  readonly related?: readonly Related[];
}

export type Report = (code: Code, span: Span, message: string, details?: Details) => void;

/** For words that keepalived does not know: without what it would do. */
export const withoutNotes =
  (report: Report): Report =>
  (code, span, message, { note: _note, ...details } = {}) =>
    report(code, span, message, details);

export interface SeverityCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** How many findings of each severity a list holds. */
export function countBySeverity(diagnostics: readonly Notice[]): SeverityCounts {
  const count = (severity: Severity): number => diagnostics.filter((found) => found.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), infos: count('info') };
}

const LIMIT = 200;
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * Collects findings. Bounded: it keeps the first 200 of each severity, and gives out at most 200, errors before the rest,
 * in the order of their places. The same code at the same place counts once.
 */
export class Findings {
  readonly #kept: Record<Severity, Diagnostic[]> = { error: [], warning: [], info: [] };
  readonly #seen = new Set<string>();

  /** The function that finders call, for one origin. */
  reporter(origin: 'text' | 'host'): Report {
    return (code, span, message, details = {}) => this.#add(origin, code, span, message, details);
  }

  /** Whether no further finding would be shown: expensive advice is not worth computing. */
  get full(): boolean {
    return this.#kept.error.length >= LIMIT;
  }

  /** Whether the text itself holds an error. */
  get textErrors(): boolean {
    return this.#kept.error.some((found) => found.origin === 'text');
  }

  /** Everything kept, in the order of `files`, then of the places. */
  list(files: readonly string[]): Diagnostic[] {
    const all = [...this.#kept.error, ...this.#kept.warning, ...this.#kept.info].slice(0, LIMIT);
    const order = new Map(files.map((name, index) => [name, index]));
    const fileOf = (found: Diagnostic): number => order.get(found.span.file) ?? files.length;
    return all.toSorted(
      (a, b) =>
        fileOf(a) - fileOf(b) ||
        a.span.start - b.span.start ||
        RANK[a.severity] - RANK[b.severity] ||
        a.span.end - b.span.end,
    );
  }

  #add(origin: 'text' | 'host', code: Code, span: Span, message: string, details: Details): void {
    const entry = CODES[code];
    const severity = details.severity ?? entry.severity;
    const kept = this.#kept[severity];
    if (kept.length >= LIMIT) return;
    const key = `${code} ${span.file} ${span.start} ${span.end} ${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    kept.push({
      severity,
      code,
      origin,
      span,
      message,
      help: details.help ?? entry.help,
      related: [...(details.related ?? []), ...viaPlaces(span)],
      ...(details.note === undefined ? {} : { note: details.note }),
    });
  }
}

function viaPlaces(span: Span): Related[] {
  const places: Related[] = [];
  for (let via = span.via; via !== undefined && places.length < 8; via = via.span.via) {
    places.push({ span: via.span, message: `from ${via.what}` });
  }
  return places;
}
