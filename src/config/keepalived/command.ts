import type { Span } from '../source.ts';
import { isBlank, type MappedText } from './read/mapped-text.ts';

/** A word of the first stage, with its quotes and backslashes as written. */
export interface RawWord {
  readonly raw: string;
  readonly span: Span;
  readonly quoting: 'plain' | 'quoted';
}

/**
 * First stage of reading a command: cuts a whole line into words. Blanks separate; `'…'` and `"…"` keep blanks together
 * and may join with text beside them; a backslash keeps itself and the next character. Source: `keepalived-conf.md` 1.3.
 */
export function rawWords(line: MappedText): RawWord[] {
  const { text } = line;
  const words: RawWord[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const end = endOfWord(text, at);
    const raw = text.slice(at, end);
    words.push({ raw, span: line.span(at, end), quoting: /^["']/.test(raw) ? 'quoted' : 'plain' });
    at = end;
  }
  return words;
}

function endOfWord(text: string, start: number): number {
  let quote = '';
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (isBlank(text.charCodeAt(at))) return at;
  }
  return text.length;
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Second stage: one word of the first stage to argv. The outer quotes of the word go; inside, blanks separate, quotes
 * group, and `\x41`, `\101`, `\cA`, `\n` … are characters. No variables, no patterns, no shell.
 */
export function argvOf(raw: string): string[] {
  const outer = raw.charAt(0);
  const quoted = raw.length > 1 && (outer === '"' || outer === "'") && raw.endsWith(outer);
  const text = quoted ? raw.slice(1, -1) : raw;
  const argv: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && at + 1 < text.length) {
      const { value, length } = escapeAt(text, at + 1);
      word = (word ?? '') + value;
      at += length;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (isBlank(text.charCodeAt(at))) {
      if (word !== undefined) argv.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) argv.push(word);
  return argv;
}

/** The character behind a backslash, and how many characters name it. */
function escapeAt(text: string, at: number): { value: string; length: number } {
  const rest = text.slice(at, at + 3);
  const hexadecimal = /^x([\da-fA-F]{1,2})/.exec(rest);
  if (hexadecimal !== null) return { value: fromCode(hexadecimal[1] ?? '', 16), length: hexadecimal[0].length };
  const octal = /^[0-7]{1,3}/.exec(rest);
  if (octal !== null) return { value: fromCode(octal[0], 8), length: octal[0].length };
  if (/^c./s.test(rest)) return { value: String.fromCharCode(rest.charCodeAt(1) & 0x1f), length: 2 };
  return { value: LETTERS[rest.charAt(0)] ?? rest.charAt(0), length: 1 };
}

const fromCode = (digits: string, radix: number): string => String.fromCharCode(Number.parseInt(digits, radix) & 0xff);
