/** One text that was read, under the name that diagnostics show. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A stretch of one file: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** How this text got to where it counts, innermost first: a definition that was used, a `~SEQ` round. */
  readonly via?: Via;
}

export interface Via {
  readonly what: string;
  readonly span: Span;
}

/** Place for people: both count from 1, the column in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets of one file into lines and columns. Finds the line starts once. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** Line and column of an offset; offsets outside the text are moved to its nearest end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    const line = this.#lineOf(at);
    return { line: line + 1, column: this.#codePoints(this.#starts[line] ?? 0, at) + 1 };
  }

  /** Where a line counted from 1 starts. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.#text.length;
  }

  /** The text of a line counted from 1, without its line end; empty when there is no such line. */
  lineText(line: number): string {
    const start = this.#starts[line - 1];
    if (start === undefined) return '';
    return this.#text.slice(start, this.#starts[line] ?? this.#text.length).replace(/[\r\n]+$/, '');
  }

  #codePoints(start: number, end: number): number {
    let count = 0;
    for (let at = start; at < end; at += 1) if ((this.#text.charCodeAt(at) & 0xfc00) !== 0xdc00) count += 1;
    return count;
  }

  #lineOf(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
