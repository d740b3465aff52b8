import { readCompound } from './compound.ts';
import { Cursor } from './cursor.ts';
import type { AndOr, Command, List, Pipeline, Redirect, Simple, Syntax, Word } from './syntax.ts';
import { readWord } from './words.ts';

const REDIRECT = /(\d*)(&>>|&>|<<<|<<-|<<|<>|<&|>>|>&|>\||<(?!\()|>(?!\())/y;
const PLAIN_WORD = /[^\s;&|<>()'"`$\\#]{1,12}/y;
const ASSIGNMENT = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;
/** Words that end a list when they stand where a command would start. */
const CLOSERS = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}']);

/** Reads a shell script. Never throws; where the text is not understood, reading ends and the result says so. */
export function parseShell(text: string): Syntax {
  const cursor = new Cursor(text);
  const body = readList(cursor);
  if (!cursor.atEnd) cursor.giveUp();
  return { body, comments: cursor.comments, understood: cursor.understood };
}

/** Reads commands up to a closing word, `)`, `;;` or the end. */
export function readList(cursor: Cursor): List {
  const start = cursor.at;
  const items: AndOr[] = [];
  for (;;) {
    skipLines(cursor);
    if (cursor.atEnd || cursor.char === ')' || cursor.startsWith(';') || closesList(cursor)) break;
    const before = cursor.at;
    const { steps, end } = readAndOr(cursor);
    const ending = !cursor.startsWith('&&') && cursor.take('&') ? 'background' : 'foreground';
    if (steps.length > 0) items.push({ start: before, end, steps, ending });
    if (ending === 'foreground' && !cursor.startsWith(';;') && !cursor.startsWith(';&')) cursor.take(';');
    if (cursor.at === before) {
      cursor.giveUp();
      break;
    }
  }
  return { start, end: cursor.at, items };
}

function skipLines(cursor: Cursor): void {
  do cursor.skipBlanks();
  while (cursor.takeNewline());
}

/** The bare word at the cursor, not taken. */
export function peekWord(cursor: Cursor): string {
  PLAIN_WORD.lastIndex = cursor.at;
  const word = PLAIN_WORD.exec(cursor.text)?.[0] ?? '';
  const next = cursor.text[cursor.at + word.length] ?? '';
  const whole = cursor.at + word.length >= cursor.end || /[\s;&|<>()]/.test(next);
  return whole ? word : '';
}

const closesList = (cursor: Cursor): boolean => CLOSERS.has(peekWord(cursor));

function readAndOr(cursor: Cursor): { readonly steps: AndOr['steps']; readonly end: number } {
  const steps: AndOr['steps'][number][] = [];
  let operator: '&&' | '||' | 'first' = 'first';
  for (;;) {
    const pipeline = readPipeline(cursor);
    if (pipeline === undefined) {
      if (operator !== 'first') cursor.giveUp();
      break;
    }
    steps.push({ operator, pipeline });
    cursor.skipBlanks();
    if (cursor.take('&&')) operator = '&&';
    else if (cursor.take('||')) operator = '||';
    else break;
    skipLines(cursor);
  }
  return { steps, end: steps.at(-1)?.pipeline.end ?? cursor.at };
}

function readPipeline(cursor: Cursor): Pipeline | undefined {
  const start = cursor.at;
  let negation: Pipeline['negation'] = 'plain';
  while (peekWord(cursor) === '!') {
    cursor.at += 1;
    negation = negation === 'plain' ? 'negated' : 'plain';
    cursor.skipBlanks();
  }
  if (peekWord(cursor) === 'time') {
    cursor.at += 'time'.length;
    cursor.skipBlanks();
    if (cursor.take('-p')) cursor.skipBlanks();
  }
  const commands: Command[] = [];
  for (;;) {
    const command = cursor.nested(() => readCommand(cursor));
    if (command === undefined) break;
    commands.push(command);
    cursor.skipBlanks();
    if (cursor.startsWith('||') || !cursor.take('|')) break;
    cursor.take('&');
    skipLines(cursor);
  }
  return commands.length === 0 ? undefined : { start, end: commands.at(-1)?.end ?? start, negation, commands };
}

/** Reads one command, simple or compound; `undefined` when none starts here. */
export function readCommand(cursor: Cursor): Command | undefined {
  return readCompound(cursor) ?? readSimple(cursor);
}

function readSimple(cursor: Cursor): Command | undefined {
  const start = cursor.at;
  const [assignments, words, redirects]: [Word[], Word[], Redirect[]] = [[], [], []];
  let end = start;
  for (;;) {
    cursor.skipBlanks();
    const redirect = readRedirect(cursor);
    if (redirect !== undefined) {
      redirects.push(redirect);
      end = redirect.end;
      continue;
    }
    const word = words.length > 0 && textOfTest(words) ? readTestWord(cursor) : readWord(cursor, readList);
    if (word === undefined) break;
    end = word.end;
    const [first] = word.parts;
    const assigns = first?.type === 'literal' && first.quoting === 'bare' && ASSIGNMENT.test(first.text);
    if (assigns && words.length === 0) assignments.push(word);
    else words.push(word);
  }
  if (end === start) return undefined;
  const simple: Simple = { type: 'simple', assignments, words, redirects, start, end };
  if (words.length === 1 && assignments.length === 0 && cursor.char === '(') return functionAfter(cursor, simple);
  return simple;
}

function isMark(word: Word | undefined, mark: string): boolean {
  const [only] = word?.parts ?? [];
  return only?.type === 'literal' && only.quoting === 'bare' && only.text === mark;
}

/** Inside bash's `[[ … ]]`: there `&&`, `<`, `(` and the like are words. */
const textOfTest = (words: readonly Word[]): boolean => isMark(words[0], '[[') && !isMark(words.at(-1), ']]');

function readTestWord(cursor: Cursor): Word | undefined {
  while (cursor.char === '\n') {
    cursor.at += 1;
    cursor.skipBlanks();
  }
  const word = readWord(cursor, readList);
  if (word !== undefined || cursor.atEnd) return word;
  const start = cursor.at;
  cursor.at += 1;
  const text = cursor.text.slice(start, cursor.at);
  return { start, end: cursor.at, parts: [{ type: 'literal', text, quoting: 'bare', start, end: cursor.at }] };
}

function functionAfter(cursor: Cursor, simple: Simple): Command | undefined {
  const [part] = simple.words[0]?.parts ?? [];
  cursor.at += 1;
  cursor.skipBlanks();
  if (!cursor.take(')') || part?.type !== 'literal') {
    cursor.giveUp();
    return simple;
  }
  return readFunctionBody(cursor, { name: part.text, form: 'posix', start: simple.start });
}

/** Reads what a function does, behind its name and brackets. */
export function readFunctionBody(
  cursor: Cursor,
  { name, form, start }: { readonly name: string; readonly form: 'posix' | 'bash'; readonly start: number },
): Command | undefined {
  skipLines(cursor);
  const body = cursor.nested(() => readCommand(cursor));
  if (body === undefined) {
    cursor.giveUp();
    return undefined;
  }
  return { type: 'function', name, form, body, redirects: [], start, end: cursor.at };
}

/** Reads one redirection. */
export function readRedirect(cursor: Cursor): Redirect | undefined {
  REDIRECT.lastIndex = cursor.at;
  const found = REDIRECT.exec(cursor.text);
  if (found === null || cursor.at + found[0].length > cursor.end) return undefined;
  const { at: start } = cursor;
  // `2` of `echo 2>file` is a descriptor, `2` of `echo 2 >file` is not: the expression takes digits only when they touch.
  if (/\d/.test(cursor.text[start - 1] ?? '') && found[1] !== '') return undefined;
  cursor.at += found[0].length;
  cursor.skipBlanks();
  const target = readWord(cursor, readList);
  if (target === undefined) {
    cursor.giveUp();
    return undefined;
  }
  const [, descriptor = '', operator = ''] = found;
  if (operator === '<<' || operator === '<<-') cursor.expectHereDocument(operator, target);
  return { operator, descriptor, target, start, end: cursor.at };
}
