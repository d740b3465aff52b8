import type { Span, Via } from '../../source.ts';

/** A stretch of a mapped text and the stretch of a file it stands for. */
interface Part {
  readonly at: number;
  readonly length: number;
  readonly source: Span;
  /**
   * `verbatim`: character for character. `replaced`: the whole stands for the whole.
   * `unresolved`: verbatim, but a reference nobody could expand; its braces and quotes are inert.
   */
  readonly kind: 'verbatim' | 'replaced' | 'unresolved';
}

/** A line that knows for each of its characters where it was written, through repairs, definitions and repetitions. */
export class MappedText {
  readonly text: string;
  readonly #parts: readonly Part[];
  /** Set when the whole is one verbatim stretch, by far the most frequent case: then there are no parts. */
  readonly #file: string | undefined;
  readonly #start: number;

  private constructor(text: string, parts: readonly Part[], file?: string, start = 0) {
    this.text = text;
    this.#parts = parts;
    this.#file = file;
    this.#start = start;
  }

  /** Text that stands in a file as it is. */
  static verbatim(text: string, file: string, start: number): MappedText {
    return new MappedText(text, NO_PARTS, file, start);
  }

  /** Text that stands for something else written in the file. */
  static replacement(text: string, source: Span): MappedText {
    return new MappedText(text, [{ at: 0, length: text.length, source, kind: 'replaced' }]);
  }

  static join(pieces: readonly MappedText[]): MappedText {
    const parts: Part[] = [];
    let text = '';
    for (const piece of pieces) {
      for (const part of piece.#allParts()) if (part.length > 0) parts.push({ ...part, at: part.at + text.length });
      text += piece.text;
    }
    if (parts.length === 0 && pieces[0] !== undefined) return pieces[0];
    return new MappedText(text, parts);
  }

  slice(start: number, end = this.text.length): MappedText {
    if (start <= 0 && end >= this.text.length) return this;
    if (this.#file !== undefined) {
      const from = Math.max(0, Math.min(start, this.text.length));
      return MappedText.verbatim(this.text.slice(from, Math.max(from, end)), this.#file, this.#start + from);
    }
    const [from, to] = [Math.max(0, start), Math.max(start, Math.min(end, this.text.length))];
    const parts: Part[] = [];
    for (const part of this.#touching(from, to)) {
      const [a, b] = [Math.max(part.at, from), Math.min(part.at + part.length, to)];
      if (a >= b && from !== to) continue;
      const source = part.kind === 'replaced' ? part.source : cut(part.source, a - part.at, Math.max(a, b) - part.at);
      parts.push({ at: a - from, length: Math.max(0, b - a), source, kind: part.kind });
    }
    return new MappedText(this.text.slice(from, to), parts);
  }

  trim(): MappedText {
    const { text } = this;
    let [start, end] = [0, text.length];
    while (start < end && isBlank(text.charCodeAt(start))) start += 1;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
    return this.slice(start, end);
  }

  /** Where the characters from `start` to `end` are written. Mixed origins: the place where the mixture is used. */
  span(start = 0, end = this.text.length): Span {
    if (this.#file !== undefined) {
      const from = Math.max(0, Math.min(start, this.text.length));
      const to = Math.max(from, Math.min(end, this.text.length));
      return { file: this.#file, start: this.#start + from, end: this.#start + to };
    }
    const touched = this.#touching(start, Math.max(end, start + 1)).filter(
      (part) => part.at < Math.max(end, start + 1) && part.at + part.length > start,
    );
    const first = touched[0] ?? this.#parts.at(-1) ?? NOWHERE;
    if (touched.length <= 1) return placeIn(first, start, end);
    const spans = touched.map((part) => placeIn(part, start, end));
    const same = spans.every((span) => span.via?.span === first.source.via?.span);
    return same ? cover(spans) : cover(spans.map(whereUsed));
  }

  /** The same text, with one more step in the way it got here. */
  through(via: Via): MappedText {
    const parts = this.#allParts().map((part) => ({
      ...part,
      source: { ...part.source, via: chain(part.source.via, via) },
    }));
    return new MappedText(this.text, parts);
  }

  /** Marks a stretch as a reference that stays as it is. */
  unresolved(start: number, end: number): MappedText {
    const marked = this.slice(start, end);
    const parts = marked.#allParts().map((part) => ({ ...part, kind: 'unresolved' as const }));
    return MappedText.join([this.slice(0, start), new MappedText(marked.text, parts), this.slice(end)]);
  }

  #allParts(): readonly Part[] {
    if (this.#file === undefined) return this.#parts;
    const source = { file: this.#file, start: this.#start, end: this.#start + this.text.length };
    return [{ at: 0, length: this.text.length, source, kind: 'verbatim' }];
  }

  /** The parts that reach into `start` to `end`, or touch it. Parts are in order, so this is a search, not a scan. */
  #touching(start: number, end: number): readonly Part[] {
    const parts = this.#parts;
    if (parts.length < 8) return parts.filter((part) => part.at <= end && part.at + part.length >= start);
    let [low, high] = [0, parts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const part = parts[middle] ?? NOWHERE;
      if (part.at + part.length < start) low = middle + 1;
      else high = middle;
    }
    let last = low;
    while (last < parts.length && (parts[last] ?? NOWHERE).at <= end) last += 1;
    return parts.slice(low, last);
  }

  /** Whether any of the characters from `start` to `end` belongs to an unresolved reference. */
  isUnresolved(start = 0, end = this.text.length): boolean {
    if (this.#file !== undefined) return false;
    return this.#touching(start, end).some(
      (part) => part.kind === 'unresolved' && part.at < end && part.at + part.length > start,
    );
  }
}

const NO_PARTS: readonly Part[] = [];
const NOWHERE: Part = { at: 0, length: 0, source: { file: '', start: 0, end: 0 }, kind: 'replaced' };

export const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

function cut(span: Span, start: number, end: number): Span {
  return { ...span, start: span.start + start, end: Math.min(span.end, span.start + end) };
}

function placeIn(part: Part, start: number, end: number): Span {
  if (part.kind === 'replaced') return part.source;
  const from = Math.min(Math.max(0, start - part.at), part.length);
  return cut(part.source, from, Math.max(from, Math.min(end, part.at + part.length) - part.at));
}

function whereUsed(span: Span): Span {
  let place = span;
  while (place.via !== undefined) place = place.via.span;
  return place;
}

function cover(spans: readonly Span[]): Span {
  const [first = NOWHERE.source] = spans;
  const same = spans.filter((span) => span.file === first.file);
  const [start, end] = [Math.min(...same.map((span) => span.start)), Math.max(...same.map((span) => span.end))];
  return { ...first, start, end };
}

/** Long chains come from definitions that use themselves; nobody reads the far end of them. */
function chain(inner: Via | undefined, outer: Via, room = 8): Via {
  if (inner === undefined) return outer;
  if (room === 0) return inner;
  return { what: inner.what, span: { ...inner.span, via: chain(inner.span.via, outer, room - 1) } };
}
