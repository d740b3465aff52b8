import type { Cursor } from './cursor.ts';
import type { List, Part, Quoting, Word } from './syntax.ts';

/** Reads the list of commands inside `$(…)` up to its end. */
export type ReadList = (cursor: Cursor) => List;

const ENDS_WORD = /[\s;&|<>()]/;
const BARE = /[^\s;&|<>()'"`$\\]+/y;
const NAME = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;

/** Reads one word at the cursor; `undefined` when none starts here. */
export function readWord(cursor: Cursor, readList: ReadList): Word | undefined {
  const start = cursor.at;
  const parts: Part[] = [];
  while (!cursor.atEnd) {
    const read = readParts(cursor, readList, parts);
    if (read === undefined) break;
    for (const part of read) parts.push(part);
  }
  return cursor.at === start || parts.length === 0 ? undefined : { start, end: cursor.at, parts };
}

function readParts(cursor: Cursor, readList: ReadList, before: readonly Part[]): readonly Part[] | undefined {
  const { char, at: start } = cursor;
  if (char === "'") return [singleQuoted(cursor)];
  if (char === '"') return doubleQuoted(cursor, readList);
  if (char === '`') return [backticks(cursor, readList, 'bare')];
  if (char === '$') return [dollar(cursor, readList, 'bare')];
  if ((char === '<' || char === '>') && cursor.text[start + 1] === '(') return [balanced(cursor, 2, 'process')];
  if (char === '(' && endsInAssignment(before)) return [balanced(cursor, 1, 'array')];
  if (ENDS_WORD.test(char)) return undefined;
  return [bareText(cursor)];
}

function endsInAssignment([first, ...more]: readonly Part[]): boolean {
  return first?.type === 'literal' && more.length === 0 && /^[A-Za-z_]\w*\+?=$/.test(first.text);
}

function bareText(cursor: Cursor): Part {
  const start = cursor.at;
  const pieces: string[] = [];
  let from = start;
  for (;;) {
    BARE.lastIndex = cursor.at;
    cursor.at = Math.min(cursor.end, cursor.at + (BARE.exec(cursor.text)?.[0].length ?? 0));
    if (cursor.char === '\\') {
      pieces.push(cursor.text.slice(from, cursor.at));
      from = cursor.text[cursor.at + 1] === '\n' ? cursor.at + 2 : cursor.at + 1;
      cursor.at = Math.min(cursor.at + 2, cursor.end);
    } else break;
  }
  const text = pieces.join('') + cursor.text.slice(from, cursor.at);
  return { type: 'literal', text, quoting: 'bare', start, end: cursor.at };
}

function singleQuoted(cursor: Cursor): Part {
  const start = cursor.at;
  const close = cursor.text.indexOf("'", start + 1);
  if (close < 0 || close >= cursor.end) cursor.giveUp();
  else cursor.at = close + 1;
  const text = cursor.text.slice(start + 1, cursor.at - 1);
  return { type: 'literal', text, quoting: 'single', start, end: cursor.at };
}

function doubleQuoted(cursor: Cursor, readList: ReadList): readonly Part[] {
  const start = cursor.at;
  const parts: Part[] = [];
  cursor.at += 1;
  while (!cursor.take('"')) {
    if (cursor.atEnd) {
      cursor.giveUp();
      break;
    }
    if (cursor.char === '`') parts.push(backticks(cursor, readList, 'double'));
    else if (cursor.char === '$') parts.push(dollar(cursor, readList, 'double'));
    else parts.push(quotedText(cursor));
  }
  return parts.length > 0 ? parts : [{ type: 'literal', text: '', quoting: 'double', start, end: cursor.at }];
}

function quotedText(cursor: Cursor): Part {
  const start = cursor.at;
  while (!cursor.atEnd && !/["`$]/.test(cursor.char)) cursor.at += cursor.char === '\\' ? 2 : 1;
  cursor.at = Math.min(cursor.at, cursor.end);
  const text = cursor.text.slice(start, cursor.at).replaceAll(/\\([$`"\\\n])/g, '$1');
  return { type: 'literal', text, quoting: 'double', start, end: cursor.at };
}

/** Everything that starts with `$`; a lone `$` is text. */
function dollar(cursor: Cursor, readList: ReadList, quoting: Quoting): Part {
  const start = cursor.at;
  if (cursor.startsWith('$((')) return balanced(cursor, 3, 'arithmetic', quoting);
  if (cursor.take('$(')) {
    const body = cursor.nested(() => readList(cursor));
    if (!cursor.take(')')) cursor.giveUp();
    return { type: 'substitution', body, quoting, start, end: cursor.at };
  }
  if (cursor.startsWith('${')) return braced(cursor, quoting);
  if (quoting === 'bare' && cursor.startsWith("$'")) return ansiQuoted(cursor);
  NAME.lastIndex = start + 1;
  const name = NAME.exec(cursor.text)?.[0];
  if (name === undefined || start + 1 + name.length > cursor.end) {
    cursor.at += 1;
    return { type: 'literal', text: '$', quoting, start, end: cursor.at };
  }
  cursor.at += 1 + name.length;
  return { type: 'variable', name, operator: '', quoting, start, end: cursor.at };
}

function braced(cursor: Cursor, quoting: Quoting): Part {
  const { start, end } = { start: cursor.at, end: closing(cursor, cursor.at + 2, '{', '}') };
  if (end === undefined) cursor.giveUp();
  else cursor.at = end;
  const inner = cursor.text.slice(start + 2, Math.max(start + 2, cursor.at - 1));
  const found = /^([A-Za-z_]\w*|[0-9]+|[@*?$!-]|#(?=$|[^\w@*]))(.*)$/s.exec(inner);
  const [name, operator] = found === null ? ['', inner] : [found[1] ?? '', found[2] ?? ''];
  return { type: 'variable', name, operator, quoting, start, end: cursor.at };
}

function ansiQuoted(cursor: Cursor): Part {
  const start = cursor.at;
  cursor.at += 2;
  while (!cursor.atEnd && cursor.char !== "'") cursor.at += cursor.char === '\\' ? 2 : 1;
  if (cursor.atEnd) cursor.giveUp();
  else cursor.at += 1;
  return { type: 'ansi', quoting: 'single', start, end: cursor.at };
}

function backticks(cursor: Cursor, readList: ReadList, quoting: Quoting): Part {
  const start = cursor.at;
  let close = start + 1;
  while (close < cursor.end && cursor.text[close] !== '`') close += cursor.text[close] === '\\' ? 2 : 1;
  if (close >= cursor.end) {
    cursor.giveUp();
    return { type: 'literal', text: '', quoting, start, end: cursor.at };
  }
  cursor.at = start + 1;
  const body = cursor.nested(() => cursor.bounded(close, () => readList(cursor)));
  if (!cursor.take('`')) cursor.giveUp();
  return { type: 'substitution', body, quoting, start, end: cursor.at };
}

/** Text in parentheses of which only the end matters. */
function balanced(
  cursor: Cursor,
  opening: number,
  type: 'process' | 'array' | 'arithmetic',
  quoting: Quoting = 'bare',
): Part {
  const start = cursor.at;
  const depth = type === 'arithmetic' ? 2 : 1;
  let end: number | undefined = start + opening;
  for (let level = 0; level < depth && end !== undefined; level += 1) end = closing(cursor, end, '(', ')');
  if (end === undefined) cursor.giveUp();
  else cursor.at = end;
  return { type, quoting, start, end: cursor.at };
}

/** The offset behind the bracket that closes what was opened before `from`; quotes and escapes are respected. */
function closing(cursor: Cursor, from: number, open: string, close: string): number | undefined {
  let depth = 1;
  for (let at = from; at < cursor.end; at += 1) {
    const char = cursor.text[at];
    if (char === '\\') at += 1;
    else if (char === "'" && open === '(') {
      at = cursor.text.indexOf("'", at + 1);
      if (at < 0) return undefined;
    } else if (char === open) depth += 1;
    else if (char === close) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** What `((` opens in bash, read at its first bracket. */
export const readArithmetic = (cursor: Cursor): Part => balanced(cursor, 2, 'arithmetic');
