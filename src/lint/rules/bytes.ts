import type { ReportFinding } from '../report.ts';
import type { Script } from '../script.ts';

/** What web pages and word processors put in place of plain characters. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u00a0': 'a space',
  '\u200b': 'nothing',
  '\ufeff': 'nothing',
};
const TYPOGRAPHIC = /[\u2018\u2019\u201c\u201d\u2013\u2014\u00a0\u200b\ufeff]/;
const SPEAKERS = new Set(['echo', 'printf', 'logger', 'usage']);

/** Bytes and first line: LINT-10, -11, -12. */
export function judgeBytes(script: Script, report: ReportFinding): void {
  judgeLineEnds(script, report);
  judgeHead(script, report);
  for (const { command } of script.sites) {
    if (SPEAKERS.has(script.toolOf(command)?.name ?? '')) continue;
    for (const part of [...command.assignments, ...command.words].flatMap(({ parts }) => parts)) {
      const at = part.type === 'literal' && part.quoting === 'bare' ? part.text.search(TYPOGRAPHIC) : -1;
      if (part.type !== 'literal' || at < 0) continue;
      const char = part.text.charAt(at);
      const start = script.text.indexOf(char, part.start);
      const code = `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      report('LINT-12', { start, end: start + 1 }, `${code} is no shell character`, {
        fix: `write ${PLAIN[char] ?? '-'}`,
      });
    }
  }
}

function judgeLineEnds({ text, dialect }: Script, report: ReportFinding): void {
  let count = 0;
  let first: number | undefined;
  for (let at = text.indexOf('\r\n'); at >= 0; at = text.indexOf('\r\n', at + 2)) {
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const harmless = text.charAt(lineStart) === '#' && lineStart > 0;
    if (harmless || (dialect === 'other' && lineStart > 0)) continue;
    first ??= at;
    count += 1;
  }
  if (first === undefined) return;
  const lines = count === 1 ? '1 line ends' : `${count} lines end`;
  report('LINT-10', { start: first, end: first + 1 }, `${lines} in CR LF: the CR becomes part of words`);
}

function judgeHead({ text, input }: Script, report: ReportFinding): void {
  const bom = text.startsWith('\ufeff');
  if (text.trim() === '') report('LINT-11', { start: 0, end: 0 }, 'the file is empty: a shell calls that success');
  else if (bom) report('LINT-11', { start: 0, end: 1 }, 'a byte order mark stands before #!', { fix: 'remove it' });
  else if (input.shell === undefined && !text.startsWith('#!')) {
    report('LINT-11', { start: 0, end: 0 }, 'no #! line: which program reads this is left to chance');
  }
}
