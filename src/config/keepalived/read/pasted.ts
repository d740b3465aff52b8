import type { Report } from '../../diagnostic.ts';
import { MappedText } from './mapped-text.ts';

/** A physical line: where it starts in its file, and its text without line end. */
export interface PhysicalLine {
  readonly start: number;
  readonly text: string;
}

const NUMBERED = /^\s*(\d{1,5})(?:[.):](?=[\sA-Za-z}@$!#{]|$)[ \t]?|(?=\s|$))/;
const STARTS_WITH_DIGIT = /^\s*\d/;
const TEMPLATE = /\{\{|\{%|<%/;
const PROMPT = /^\s*(?:\$|\w[\w.-]*@[\w.-]+:[~\w/.-]*[$#]|\[\w+@[^\]]{1,80}\][$#])\s+\S/;
const FENCE = /^\s*(?:```|~~~)/;
const DIFF_HEADER = /^(?:@@ -\d|\+\+\+ |--- |diff --git |index [0-9a-f]{7,})/;
const DIFF_LINE = /^[+-](?=\s*[A-Za-z_}{])/;

/** Cuts a text into lines. Line ends are LF, CRLF or any run of CR before LF. */
export function physicalLines(text: string): PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    let last = end;
    while (last > start && text.charCodeAt(last - 1) === 13) last -= 1;
    lines.push({ start, text: text.slice(start, last) });
    start = end + 1;
  }
  return lines;
}

/**
 * Faults of the file as a whole. `unreadable`: no line of it can be judged (binary, or a template still to be filled).
 * Source: `keepalived-conf.md` 5.2.
 */
export function inspectFile(
  file: string,
  { text, lines }: { text: string; lines: readonly PhysicalLine[] },
  report: Report,
): 'readable' | 'unreadable' {
  const at = (start: number, end: number) => ({ file, start, end });
  if (text.startsWith('\ufeff')) {
    report('CONF-001', at(0, 1), 'file starts with a byte order mark', {
      note: 'keepalived would lose the first block',
    });
  }
  const binary = text.search(/\0/);
  if (binary >= 0) {
    report('CONF-007', at(binary, binary + 1), 'file is not plain text: it holds NUL bytes', {
      help: 'convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8',
    });
    return 'unreadable';
  }
  const carriageReturn = text.indexOf('\r\n');
  if (carriageReturn >= 0) report('CONF-024', at(carriageReturn, carriageReturn + 1), 'Windows line ends');
  if (!TEMPLATE.test(text)) return 'readable';
  const template = lines.find((line) => TEMPLATE.test(line.text) && !/^\s*[#!]/.test(line.text));
  if (template === undefined) return 'readable';
  const column = template.text.search(TEMPLATE);
  report(
    'CONF-006',
    at(template.start + column, template.start + column + 2),
    'this is a template, not a configuration',
    {
      help: 'let its tool fill it in (Ansible, Puppet, Go …), then check the result',
    },
  );
  return 'unreadable';
}

/** Widths of pasted line numbers by line index; empty unless three lines or more are numbered in sequence. */
export function pastedNumbers(
  file: string,
  lines: readonly PhysicalLine[],
  report: Report,
): ReadonlyMap<number, number> {
  const widths = new Map<number, number>();
  let run: { index: number; width: number; number: number }[] = [];
  const closeRun = (): void => {
    if (run.length >= 3) for (const { index, width } of run) widths.set(index, width);
    run = [];
  };
  for (const [index, line] of lines.entries()) {
    const found = STARTS_WITH_DIGIT.test(line.text) ? NUMBERED.exec(line.text) : null;
    if (found === null) {
      if (line.text.trim() !== '') closeRun();
      continue;
    }
    const number = Number(found[1]);
    const last = run.at(-1);
    if (last !== undefined && number !== last.number + 1) closeRun();
    run.push({ index, width: found[0].length, number });
  }
  closeRun();
  const [first] = widths;
  if (first !== undefined) {
    const start = lines[first[0]]?.start ?? 0;
    report(
      'CONF-005',
      { file, start, end: start + first[1] },
      `line numbers pasted with the text (${widths.size} lines)`,
    );
  }
  return widths;
}

/** Takes a shell prompt, Markdown fence or diff mark off a line; `undefined` when the whole line is such a thing. */
export function withoutPasteMarks(line: MappedText, report: Report): MappedText | undefined {
  const { text } = line;
  const first = text.charCodeAt(0);
  if (first !== 43 && first !== 45 && !/^\s*(?:[`~$[]|diff |index |@@ -|[\w.-]+@)/.test(text)) return line;
  const blame = (what: string): void => report('CONF-006', line.trim().span(), `${what} is not keepalived syntax`);
  if (FENCE.test(text)) return void blame('a Markdown fence');
  if (PROMPT.test(text)) return void blame('a shell command');
  if (DIFF_HEADER.test(text)) return void blame('a diff header');
  if (!DIFF_LINE.test(text)) return line;
  blame('a diff mark');
  return text.startsWith('+') ? line.slice(1) : undefined;
}
