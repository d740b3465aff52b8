import type { Range, Word } from './syntax.ts';

/** Deeper nesting is not read: no script has it. */
const DEEPEST = 60;

interface PendingHereDocument {
  readonly delimiter: string;
  readonly tabs: 'kept' | 'stripped';
}

/** A place in a script, and what all readers of it have in common. Text that is not understood ends the reading. */
export class Cursor {
  readonly text: string;
  readonly comments: Range[] = [];
  at = 0;
  end: number;
  understood: 'wholly' | 'partly' = 'wholly';
  #depth = 0;
  #pending: PendingHereDocument[] = [];

  constructor(text: string) {
    this.text = text;
    this.end = text.length;
  }

  get atEnd(): boolean {
    return this.at >= this.end;
  }

  get char(): string {
    return this.at < this.end ? this.text.charAt(this.at) : '';
  }

  startsWith(token: string): boolean {
    return this.at + token.length <= this.end && this.text.startsWith(token, this.at);
  }

  /** Moves past a token when it is next. */
  take(token: string): boolean {
    if (!this.startsWith(token)) return false;
    this.at += token.length;
    return true;
  }

  /** The text is not understood from here on: everybody is at the end now. */
  giveUp(): void {
    this.understood = 'partly';
    this.at = this.end;
    this.#pending = [];
  }

  /** Reads something nested, within bounds. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.giveUp();
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** Reads a part of the text as if it ended at `end`. */
  bounded<T>(end: number, read: () => T): T {
    const outer = this.end;
    this.end = end;
    const result = read();
    this.end = outer;
    this.at = this.understood === 'wholly' ? end : outer;
    return result;
  }

  /** Moves over blanks, continued lines and a comment; not over the end of the line. */
  skipBlanks(): void {
    for (;;) {
      if (this.char === ' ' || this.char === '\t' || this.char === '\r') this.at += 1;
      else if (!this.take('\\\n')) break;
    }
    if (this.char !== '#') return;
    const newline = this.text.indexOf('\n', this.at);
    const end = newline < 0 || newline > this.end ? this.end : newline;
    this.comments.push({ start: this.at, end });
    this.at = end;
  }

  /** Remembers a here-document: its text starts after the end of this line. */
  expectHereDocument(operator: string, target: Word): void {
    const delimiter = target.parts.map((part) => (part.type === 'literal' ? part.text : '')).join('');
    this.#pending.push({ delimiter, tabs: operator === '<<-' ? 'stripped' : 'kept' });
  }

  /** Moves over one end of line and the here-documents that start after it. */
  takeNewline(): boolean {
    if (!this.take('\n')) return false;
    const pending = this.#pending;
    this.#pending = [];
    for (const document of pending) this.#skipDocument(document);
    return true;
  }

  #skipDocument({ delimiter, tabs }: PendingHereDocument): void {
    while (!this.atEnd) {
      const newline = this.text.indexOf('\n', this.at);
      const end = newline < 0 || newline > this.end ? this.end : newline;
      const line = this.text.slice(this.at, end);
      this.at = Math.min(end + 1, this.end);
      if ((tabs === 'stripped' ? line.replace(/^\t+/, '') : line) === delimiter) return;
    }
    this.understood = 'partly';
  }
}
