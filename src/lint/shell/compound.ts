import type { Cursor } from './cursor.ts';
import { peekWord, readFunctionBody, readList, readRedirect } from './parse.ts';
import type { Branch, Command, List, Redirect, Word } from './syntax.ts';
import { readArithmetic, readWord } from './words.ts';

/** What a compound command is, without its place and redirections. */
type Kind = Command extends infer C ? (C extends { readonly redirects: unknown } ? C : never) : never;
type Shape<C = Kind> = C extends { readonly type: 'simple' }
  ? never
  : C extends Kind
    ? Omit<C, 'start' | 'end'>
    : never;

/** Reads a compound command or a function when one starts here. */
export function readCompound(cursor: Cursor): Command | undefined {
  const start = cursor.at;
  if (peekWord(cursor) === 'function') return bashFunction(cursor, start);
  const shape = readShape(cursor);
  if (shape === undefined) return undefined;
  const redirects: Redirect[] = [];
  for (;;) {
    const end = cursor.at;
    cursor.skipBlanks();
    const redirect = readRedirect(cursor);
    if (redirect === undefined) {
      return { ...shape, redirects, start, end } as Command;
    }
    redirects.push(redirect);
  }
}

function readShape(cursor: Cursor): Shape | undefined {
  if (cursor.startsWith('((')) {
    readArithmetic(cursor);
    return { type: 'arithmetic', redirects: [] };
  }
  if (cursor.take('(')) return { type: 'subshell', body: closed(cursor, ')'), redirects: [] };
  const word = peekWord(cursor);
  const take = (): void => void cursor.take(word);
  if (word === '{') {
    take();
    return { type: 'group', body: closed(cursor, '}'), redirects: [] };
  }
  if (word === 'if') return (take(), readIf(cursor));
  if (word === 'while' || word === 'until') {
    take();
    return { type: 'while', condition: closed(cursor, 'do'), body: closed(cursor, 'done'), redirects: [] };
  }
  if (word === 'for' || word === 'select') return (take(), readFor(cursor));
  if (word === 'case') return (take(), readCase(cursor));
  return undefined;
}

/** A list and the word that must end it. */
function closed(cursor: Cursor, closer: string): List {
  const list = cursor.nested(() => readList(cursor));
  if (!cursor.take(closer)) cursor.giveUp();
  return list;
}

function readIf(cursor: Cursor): Shape {
  const branches: Branch[] = [];
  let otherwise: List | undefined;
  do {
    const condition = closed(cursor, 'then');
    const body = cursor.nested(() => readList(cursor));
    branches.push({ condition, body });
  } while (cursor.take('elif'));
  if (cursor.take('else')) otherwise = closed(cursor, 'fi');
  else if (!cursor.take('fi')) cursor.giveUp();
  return { type: 'if', branches, otherwise, redirects: [] };
}

function skipToWord(cursor: Cursor): void {
  do cursor.skipBlanks();
  while (cursor.takeNewline());
}

function readFor(cursor: Cursor): Shape {
  cursor.skipBlanks();
  const items: Word[] = [];
  let variable = '';
  if (cursor.startsWith('((')) readArithmetic(cursor);
  else {
    variable = peekWord(cursor);
    cursor.take(variable);
    skipToWord(cursor);
    if (peekWord(cursor) === 'in') {
      cursor.take('in');
      for (;;) {
        cursor.skipBlanks();
        const word = readWord(cursor, readList);
        if (word === undefined) break;
        items.push(word);
      }
    }
  }
  cursor.skipBlanks();
  cursor.take(';');
  skipToWord(cursor);
  if (!cursor.take('do')) cursor.giveUp();
  return { type: 'for', variable, items, body: closed(cursor, 'done'), redirects: [] };
}

function readCase(cursor: Cursor): Shape {
  cursor.skipBlanks();
  const subject = readWord(cursor, readList);
  skipToWord(cursor);
  if (subject === undefined || !cursor.take('in')) cursor.giveUp();
  const arms: List[] = [];
  for (;;) {
    skipToWord(cursor);
    if (cursor.atEnd || peekWord(cursor) === 'esac') break;
    if (!skipPatterns(cursor)) break;
    arms.push(cursor.nested(() => readList(cursor)));
    if (!cursor.take(';;&') && !cursor.take(';;') && !cursor.take(';&') && peekWord(cursor) !== 'esac') cursor.giveUp();
  }
  if (!cursor.take('esac')) cursor.giveUp();
  return {
    type: 'case',
    subject: subject ?? { start: cursor.at, end: cursor.at, parts: [] },
    arms,
    redirects: [],
  };
}

/** Moves over `a | b)`. */
function skipPatterns(cursor: Cursor): boolean {
  cursor.take('(');
  for (;;) {
    cursor.skipBlanks();
    if (readWord(cursor, readList) === undefined) break;
    cursor.skipBlanks();
    if (!cursor.take('|')) break;
  }
  if (cursor.take(')')) return true;
  cursor.giveUp();
  return false;
}

function bashFunction(cursor: Cursor, start: number): Command | undefined {
  cursor.take('function');
  cursor.skipBlanks();
  const name = peekWord(cursor);
  cursor.take(name);
  cursor.skipBlanks();
  if (cursor.take('(')) {
    cursor.skipBlanks();
    cursor.take(')');
  }
  return readFunctionBody(cursor, { name, form: 'bash', start });
}
