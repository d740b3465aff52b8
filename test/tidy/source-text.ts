import { lineAt } from './findings.ts';

/** TypeScript text with the parts blanked that a rule must not look at. Length and line breaks stay, so offsets hold. */

const REGEX_MAY_FOLLOW = /(?:[(,=:[!&|?{};+*%<>~^-]|=>|\b(?:return|typeof|case|in|of|void|do|else))\s*$/;

interface Piece {
  readonly kind: 'comment' | 'literal' | 'code';
  readonly start: number;
  readonly end: number;
}

const filled = (text: string, kind: Piece['kind']): string => text.replace(/[^\n]/g, kind === 'comment' ? ' ' : '"');

/** The end of a quoted or regular-expression literal that opens at `start`; a line break ends it too. */
function endOfLiteral(source: string, start: number, close: string): number {
  let inClass = false;
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (character === '\n') return at;
    else if (close === '/' && character === '[') inClass = true;
    else if (close === '/' && character === ']') inClass = false;
    else if (character === close && !inClass) return at + 1;
  }
  return source.length;
}

/** Cuts a template from its back-tick on into literal parts and the code inside `${…}`. */
function templatePieces(source: string, start: number): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  let at = start + 1;
  while (at < source.length && source[at] !== '`') {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith('${', at)) {
      pieces.push({ kind: 'literal', start: from, end: at });
      const inner = piecesOf(source, at + 2, '}');
      pieces.push(...inner);
      from = inner.at(-1)?.end ?? at + 2;
      at = from;
    } else at += 1;
  }
  return [...pieces, { kind: 'literal', start: from, end: Math.min(at + 1, source.length) }];
}

function nextPieces(source: string, at: number): Piece[] {
  if (source.startsWith('//', at)) {
    const end = source.indexOf('\n', at);
    return [{ kind: 'comment', start: at, end: end < 0 ? source.length : end }];
  }
  if (source.startsWith('/*', at)) {
    const end = source.indexOf('*/', at + 2);
    return [{ kind: 'comment', start: at, end: end < 0 ? source.length : end + 2 }];
  }
  const character = source[at] ?? '';
  if (character === '`') return templatePieces(source, at);
  const opens = character === '"' || character === "'";
  const regex = character === '/' && (at === 0 || REGEX_MAY_FOLLOW.test(source.slice(Math.max(0, at - 40), at)));
  if (opens || regex) return [{ kind: 'literal', start: at, end: endOfLiteral(source, at, character) }];
  return [{ kind: 'code', start: at, end: at + 1 }];
}

/** All pieces from `start` up to the unmatched `until`, which is not included. */
function piecesOf(source: string, start: number, until: '}' | ''): Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  for (let at = start; at < source.length; at = pieces.at(-1)?.end ?? source.length) {
    if (until !== '' && source[at] === until && depth === 0) break;
    if (source[at] === '{') depth += 1;
    if (source[at] === '}') depth -= 1;
    pieces.push(...nextPieces(source, at));
  }
  return pieces;
}

function keep(source: string, kinds: ReadonlySet<Piece['kind']>): string {
  return piecesOf(source, 0, '')
    .map(({ kind, start, end }) =>
      kinds.has(kind) ? source.slice(start, end) : filled(source.slice(start, end), kind),
    )
    .join('');
}

/** Comments blanked; strings stand. */
export const withoutComments = (source: string): string => keep(source, new Set(['code', 'literal']));

/** Comments blanked; strings, template text and regular expressions filled with quote characters. */
export const codeOnly = (source: string): string => keep(source, new Set(['code']));

const STATIC_IMPORT = /^[ \t]*(?:import|export)\s+(?:(type)\s+)?(?:[\w*{][^;'"]*?\s*from\s*)?['"]([^'"]+)['"]/gm;
const DYNAMIC_IMPORT = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

export interface Import {
  readonly from: string;
  readonly kind: 'type' | 'value';
  readonly line: number;
}

/** What one file imports and re-exports, statically and late. */
export function importsOf(source: string): Import[] {
  const text = withoutComments(source);
  const fixed = [...text.matchAll(STATIC_IMPORT)].map((found) => ({
    from: found[2] ?? '',
    kind: found[1] === 'type' ? ('type' as const) : ('value' as const),
    line: lineAt(text, found.index + found[0].length),
  }));
  const late = [...text.matchAll(DYNAMIC_IMPORT)].map((found) => ({
    from: found[1] ?? '',
    kind: 'value' as const,
    line: lineAt(text, found.index),
  }));
  return [...fixed, ...late];
}
