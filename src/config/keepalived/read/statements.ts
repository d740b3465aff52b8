import type { Report } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import type { MappedText } from './mapped-text.ts';
import { type Token, tokenize } from './tokens.ts';

/** What a logical line falls into: words that belong together, and single braces. */
export type Statement =
  | {
      readonly kind: 'words';
      readonly line: MappedText;
      readonly tokens: readonly Token[];
      readonly after: 'start' | 'open' | 'close';
    }
  | { readonly kind: 'open'; readonly span: Span }
  | { readonly kind: 'close'; readonly span: Span }
  /** A brace behind an `@ID` condition, whether the condition holds or not. */
  | { readonly kind: 'condition'; readonly span: Span; readonly brace: '{' | '}'; readonly id: string };

/**
 * Cuts a line at every brace outside `"…"`. That is why braces may stand anywhere, and why nothing but a new line or a
 * brace ends a statement. Source: `keepalived-conf.md` 1.1, step 10.
 */
export function statementsOf(line: MappedText, report: Report): Statement[] {
  const statements: Statement[] = [];
  let after: 'start' | 'open' | 'close' = 'start';
  let from = 0;
  const words = (end: number): void => {
    const piece = line.slice(from, end).trim();
    if (piece.text === '') return;
    const whole = withoutContinuation(piece, report);
    statements.push({ kind: 'words', line: whole, tokens: tokenize(whole, report), after });
  };
  if (!/[{}]/.test(line.text)) {
    words(line.text.length);
    return statements;
  }
  let quote: 'open' | 'closed' = 'closed';
  for (let at = 0; at < line.text.length; at += 1) {
    const char = line.text.charAt(at);
    if (char === '"') quote = quote === 'open' ? 'closed' : 'open';
    if (quote === 'open' || (char !== '{' && char !== '}') || line.isUnresolved(at, at + 1)) continue;
    words(at);
    const kind = char === '{' ? 'open' : 'close';
    statements.push({ kind, span: line.span(at, at + 1) });
    [after, from] = [kind, at + 1];
  }
  words(line.text.length);
  return statements;
}

function withoutContinuation(line: MappedText, report: Report): MappedText {
  if (!line.text.endsWith('\\')) return line;
  const last = line.text.length - 1;
  if ((line.text.split('"').length - 1) % 2 === 1) return line;
  report('CONF-011', line.span(last, last + 1), 'no line continuation here');
  return line.slice(0, last).trim();
}
