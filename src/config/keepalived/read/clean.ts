import type { Report } from '../../diagnostic.ts';
import { isBlank, MappedText } from './mapped-text.ts';

const NEEDS_CARE = /["#!\\]|[^\t\x20-\x7e]|&(?:quot|lt|gt|amp|nbsp|#\d+);|<\/?(?:br|p|pre|code|div|span|li|ul|ol)\b/i;
const ENTITY = /&(quot|lt|gt|amp|nbsp|#34|#39);|<\/?(?:br|p|pre|code|div|span|li|ul|ol)\b[^>]{0,80}>/iy;
const ENTITY_TEXT: Readonly<Record<string, string>> = {
  quot: '"',
  lt: '<',
  gt: '>',
  amp: '&',
  nbsp: ' ',
  '#34': '"',
  '#39': "'",
};
export const DOUBLE_QUOTES = '“”„‟«»″＂';
export const SINGLE_QUOTES = '‘’‚‛′＇';
export const WIDE_BLANKS =
  '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000';
export const NO_WIDTH = '\u200b\u200c\u200d\u2060\ufeff\u00ad\u2028\u2029\u0085';

/** What the scan of one line has seen. */
interface Scan {
  readonly line: MappedText;
  readonly report: Report;
  readonly pieces: MappedText[];
  /** Start of what is not yet in `pieces`. */
  from: number;
  at: number;
  quote: 'open' | 'closed';
  /** What this line has been blamed for; each fault once a line. */
  readonly blamed: Set<string>;
}

/**
 * Takes comments and outer blanks off a line, and repairs what a web page or word processor did to it: typographic
 * quotes, invisible blanks, HTML leftovers. Each repair is reported once a line. Source: `keepalived-conf.md` 1.2, 1.8.
 */
export function cleanLine(line: MappedText, report: Report): MappedText {
  if (!NEEDS_CARE.test(line.text)) return line.trim();
  const scan: Scan = { line, report, pieces: [], from: 0, at: 0, quote: 'closed', blamed: new Set() };
  while (scan.at < line.text.length && step(scan) === 'more');
  scan.pieces.push(line.slice(scan.from, scan.at));
  return MappedText.join(scan.pieces).trim();
}

function step(scan: Scan): 'more' | 'comment' {
  const { text } = scan.line;
  const char = text.charAt(scan.at);
  if (
    char === '\\' &&
    (text[scan.at + 1] === '"' || (scan.quote === 'closed' && /[#!]/.test(text[scan.at + 1] ?? '')))
  ) {
    if (text[scan.at + 1] !== '"') replace(scan, 1, '');
    scan.at += text[scan.at] === '\\' ? 2 : 1;
  } else if (char === '"') {
    scan.quote = scan.quote === 'open' ? 'closed' : 'open';
    scan.at += 1;
  } else if ((char === '#' || char === '!') && scan.quote === 'closed') {
    remarkGluedComment(scan);
    return 'comment';
  } else if (char > '~') {
    repair(scan, char);
  } else if (char === '&' || char === '<') {
    repairMarkup(scan);
  } else {
    scan.at += 1;
  }
  return 'more';
}

function repair(scan: Scan, char: string): void {
  if (DOUBLE_QUOTES.includes(char)) return repairQuote(scan, char, '"');
  if (SINGLE_QUOTES.includes(char)) return repairQuote(scan, char, "'");
  if (WIDE_BLANKS.includes(char)) return replaceInvisible(scan, char, ' ');
  if (NO_WIDTH.includes(char)) return replaceInvisible(scan, char, '');
  scan.at += 1;
}

function repairQuote(scan: Scan, char: string, plain: '"' | "'"): void {
  const { text } = scan.line;
  const closes = plain === '"' && scan.quote === 'open' && !text.includes('"', scan.at + 1);
  if (scan.quote === 'open' && !closes) {
    // Typography inside a plain "…" is content, as long as that string has its own end.
    const opened = scan.blamed.has('CONF-002');
    if (!opened) {
      scan.at += 1;
      return;
    }
  }
  if (!scan.blamed.has('CONF-002')) {
    scan.blamed.add('CONF-002');
    scan.report('CONF-002', scan.line.span(scan.at, scan.at + 1), `typographic quote ${char}`, {
      help: `use the plain quote ${plain}`,
      note: 'keepalived would take it as a letter of the word',
    });
  }
  replace(scan, 1, plain);
  if (plain === '"') scan.quote = scan.quote === 'open' ? 'closed' : 'open';
}

function replaceInvisible(scan: Scan, char: string, by: ' ' | ''): void {
  if (!scan.blamed.has('CONF-003')) {
    scan.blamed.add('CONF-003');
    const name = `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    scan.report('CONF-003', scan.line.span(scan.at, scan.at + 1), `invisible character ${name}`, {
      note: 'keepalived would take it as a letter of the word',
    });
  }
  replace(scan, 1, by);
}

function repairMarkup(scan: Scan): void {
  ENTITY.lastIndex = scan.at;
  const found = ENTITY.exec(scan.line.text);
  if (found === null) {
    scan.at += 1;
    return;
  }
  if (!scan.blamed.has('CONF-006')) {
    scan.blamed.add('CONF-006');
    const place = scan.line.span(scan.at, scan.at + found[0].length);
    scan.report('CONF-006', place, `${found[0]} is HTML, not keepalived syntax`, {
      help: 'pasted from a web page? remove it',
    });
  }
  const by = ENTITY_TEXT[(found[1] ?? '').toLowerCase()] ?? ' ';
  replace(scan, found[0].length, by);
  if (by === '"') scan.quote = scan.quote === 'open' ? 'closed' : 'open';
}

function replace(scan: Scan, length: number, by: string): void {
  scan.pieces.push(scan.line.slice(scan.from, scan.at));
  if (by !== '') scan.pieces.push(MappedText.replacement(by, scan.line.span(scan.at, scan.at + length)));
  scan.at += length;
  scan.from = scan.at;
}

function remarkGluedComment(scan: Scan): void {
  const { text } = scan.line;
  if (scan.at === 0 || isBlank(text.charCodeAt(scan.at - 1)) || /[{}]/.test(text.charAt(scan.at - 1))) return;
  const end = text.slice(scan.at).search(/\s/);
  const place = scan.line.span(scan.at, end < 0 ? text.length : scan.at + end);
  const word = /\S*$/.exec(text.slice(Math.max(0, scan.at - 80), scan.at))?.[0] ?? '';
  scan.report('CONF-004', place, `text after "${word}" is a comment`);
}
