import type { Report } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import { isBlank, type MappedText } from './mapped-text.ts';

/** One word of a line. */
export interface Token {
  readonly text: string;
  readonly span: Span;
  /** `unresolved`: holds a reference that could not be expanded and was reported; its value is unknown. */
  readonly kind: 'word' | 'quoted' | 'unresolved';
}

const QUOTE = 34;

/**
 * Splits a line into words: blanks separate, `"…"` keeps blanks together and ends at the next `"`, single quotes are
 * ordinary characters. An unclosed quote is reported and takes the rest of the line. Source: `keepalived-conf.md` 1.3.
 */
export function tokenize(line: MappedText, report: Report): Token[] {
  const { text } = line;
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text.charCodeAt(at))) {
      at += 1;
    } else if (text.charCodeAt(at) === QUOTE) {
      const close = text.indexOf('"', at + 1);
      const end = close < 0 ? text.length : close + 1;
      if (close < 0) report('CONF-009', line.span(at, text.length), 'this quote is not closed');
      tokens.push(tokenOf(line, at, end, text.slice(at + 1, close < 0 ? end : close), 'quoted'));
      at = end;
    } else {
      let end = at;
      while (end < text.length && !isBlank(text.charCodeAt(end)) && text.charCodeAt(end) !== QUOTE) end += 1;
      tokens.push(tokenOf(line, at, end, text.slice(at, end), 'word'));
      at = end;
    }
  }
  return tokens;
}

function tokenOf(line: MappedText, start: number, end: number, text: string, kind: 'word' | 'quoted'): Token {
  return { text, span: line.span(start, end), kind: line.isUnresolved(start, end) ? 'unresolved' : kind };
}
