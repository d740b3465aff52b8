import type { ReportFinding } from '../report.ts';
import type { Script, Tool } from '../script.ts';
import type { Site } from '../shell/sites.ts';
import type { Pipeline, Simple } from '../shell/syntax.ts';
import { type Grep, greps, matchesPattern } from './patterns.ts';

/** One line that ps shows of the check itself. */
interface OwnLine {
  readonly of: 'script' | 'grep';
  readonly text: string;
}

/** The kernel keeps this much of a program's name. */
const COMM_LENGTH = 15;

/** Process tables as a source of truth: LINT-01, LINT-07. */
export function judgeProcesses(script: Script, report: ReportFinding): void {
  for (const { site, tool } of script.uses('ps')) {
    if (site.index !== 0) continue;
    const own = ownLines(script, site.pipeline, tool);
    const [line] = own;
    if (line === undefined) judgeCount(script, site, tool, report);
    else if (line.of === 'script') {
      const again = site.frames.some(({ type }) => type === 'substitution') ? ', twice inside $( )' : '';
      report('LINT-01', site.pipeline, `counts itself: its own line "${line.text}" matches${again}`);
    } else {
      report('LINT-01', site.pipeline, `counts itself: the line "${line.text}" matches too`);
    }
  }
  for (const { tool } of script.uses('pgrep')) judgePgrep(script, tool, report);
  for (const { tool } of script.uses('pidof')) {
    const names = tool.args.map((word) => script.textOf(word));
    const base = baseName(script.input.argv[0] ?? '');
    if (names.some((name) => name === '-x') && names.some((name) => name !== undefined && baseName(name) === base)) {
      report('LINT-01', tool.word, `counts itself: "${base}" is the name of this script`);
    }
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const wholeLine = ({ input, dialect }: Script): string =>
  [`/bin/${dialect === 'bash' ? 'bash' : 'sh'}`, ...input.argv].join(' ');

/** Which lines of the check itself are left at the end of `ps … | grep …`; none when that cannot be told. */
function ownLines(script: Script, { commands }: Pipeline, ps: Tool): readonly OwnLine[] {
  const shown = columnsOf(script, ps);
  if (shown === undefined) return [];
  const name = baseName(script.input.argv[0] ?? '').slice(0, COMM_LENGTH);
  let lines: OwnLine[] = [{ of: 'script', text: shown === 'arguments' ? wholeLine(script) : name }];
  const filters: Grep[] = [];
  for (const command of commands.slice(1)) {
    const tool = command.type === 'simple' ? script.toolOf(command) : undefined;
    if (command.type !== 'simple' || tool === undefined) return [];
    if (!/^[ef]?grep$/.test(tool.name)) break;
    const grep = greps(script, tool);
    if (grep === undefined) return [];
    filters.push(grep);
    if (shown === 'arguments') lines.push({ of: 'grep', text: grepLine(script, command) });
  }
  for (const grep of filters) {
    lines = lines.filter(({ text }) => (matchesPattern(text, grep) ? 'matching' : 'others') === grep.keeps);
  }
  return filters.some(({ keeps }) => keeps === 'matching') ? lines : [];
}

/** A grep's own line in the process table: its words without quotes. */
const grepLine = (script: Script, { words }: Simple): string =>
  words.map((word) => script.textOf(word) ?? script.source(word)).join(' ');

/** What a ps of all processes shows of each: whole command lines or names. `undefined`: not all, or not known. */
function columnsOf(script: Script, { args }: Tool): 'arguments' | 'names' | undefined {
  const words = args.map((word) => script.textOf(word));
  if (!words.every((word) => word !== undefined)) return undefined;
  const text = words.join(' ');
  if (/(?:^|\s)(?:-[A-Za-z]*[CpGgtUu]\b|--pid|--ppid|-q)/.test(text)) return undefined;
  const [flags = ''] = words;
  const columns = /(?:-[A-Za-z]*o\s*|--format[= ]|(?:^|\s)[a-z]*o\s+)(\S.*)/.exec(text)?.[1];
  const bsd = /^[a-z]+$/.test(flags);
  const all = bsd ? /[ax]/.test(flags) : words.some((word) => /^-[A-Za-z]*[eA]/.test(word));
  if (!all) return undefined;
  if (columns !== undefined) return /args|cmd|command/.test(columns) ? 'arguments' : 'names';
  return bsd || words.some((word) => /^-[A-Za-z]*f/.test(word)) ? 'arguments' : 'names';
}

/** LINT-07: lines of ps counted, without it being sure that the script counts itself. */
function judgeCount(script: Script, site: Site, ps: Tool, report: ReportFinding): void {
  if (!site.frames.some(({ type }) => type === 'substitution')) return;
  const stages = site.pipeline.commands.slice(1).map((stage) => {
    return stage.type === 'simple' ? script.toolOf(stage) : undefined;
  });
  const [first, last] = [stages[0], stages.at(-1)];
  const lastArgs = last?.args.map((word) => script.textOf(word) ?? '') ?? [];
  const counts =
    (last?.name === 'wc' && lastArgs.includes('-l')) ||
    (last?.name.endsWith('grep') === true && lastArgs.some((word) => /^-[a-zA-Z]*c/.test(word)));
  if (!counts) return;
  const words = ps.args.map((word) => script.textOf(word) ?? '$');
  if (words.includes('$')) return;
  const text = words.join(' ');
  if (first?.name === 'wc' && !/--no-head|--noheader|=|(?:^|\s)-?\w*h\b/.test(text)) {
    report('LINT-07', site.pipeline, 'counts the header line of ps too: never 0');
  } else if (columnsOf(script, ps) === 'arguments' && first?.name.endsWith('grep') === true) {
    report('LINT-07', site.pipeline, 'counts every process with that word in its command line: editors, logs, copies');
  }
}

function judgePgrep(script: Script, tool: Tool, report: ReportFinding): void {
  const words = tool.args.map((word) => script.textOf(word));
  const pattern = words.at(-1);
  if (pattern === undefined || !words.every((word) => word !== undefined)) return;
  const flags = words.slice(0, -1);
  const plain = flags.every((word) => /^-[a-z]+$/.test(word) && !/[vxuUgGPstF]/.test(word));
  if (!plain || !flags.some((word) => word.includes('f'))) return;
  const grep = { pattern, options: '', syntax: 'extended', keeps: 'matching' } as const;
  if (matchesPattern(wholeLine(script), grep)) {
    report('LINT-01', tool.word, `counts itself: its own line "${wholeLine(script)}" matches`);
  }
}
