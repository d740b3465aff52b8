import type { ReportFinding } from '../report.ts';
import type { Script } from '../script.ts';
import type { AndOr, Command, List, Pipeline, Simple } from '../shell/syntax.ts';

/** Their status says nothing about what was read. */
const FILTERS = new Set(['tee', 'cat', 'head', 'tail', 'sort', 'wc', 'awk', 'logger', 'sed']);
const SAYS = new Set(['echo', 'printf', 'cat']);
/** Commands whose success is no verdict: messages, and actions that follow one. */
const HIDING = new Set([
  'echo',
  'printf',
  'logger',
  'date',
  ':',
  'true',
  'sleep',
  'wall',
  'mail',
  'touch',
  'mkdir',
  'rm',
  'killall',
  'pkill',
  'systemctl',
  'service',
]);
/** Anything that may end a script, or a function, with another status. */
const MAY_FAIL = /\b(?:exec|return|false|kill|eval|source|trap|set\s+-\w*e|errexit)\b|^[ \t]*\.[ \t]/m;

/** Where the status of a script comes from: LINT-04, -05, -06, -25, -33, -34, -35. */
export function judgeExitStatus(script: Script, report: ReportFinding): void {
  judgeVerdict(script, report);
  if (!script.sets('pipefail')) judgePipelines(script, report);
  judgeTraps(script, report);
  judgeCodes(script, report);
  judgeLoops(script, report);
  judgeDeclarations(script, report);
}

/** LINT-05 and LINT-06: a script that cannot say no. */
function judgeVerdict(script: Script, report: ReportFinding): void {
  const last = script.syntax.body.items.at(-1);
  if (script.syntax.understood === 'partly' || last === undefined || script.sets('e') || MAY_FAIL.test(script.text))
    return;
  const exits = script.uses('exit');
  if (exits.some(({ tool }) => script.textOf(tool.args[0]) !== '0')) return;
  const [exit] = exits;
  const final = lastCommand(last);
  if (exit !== undefined) {
    const ends = final?.type === 'simple' && script.toolOf(final)?.name === 'exit';
    if (ends || hides(script, last))
      report('LINT-06', exit.site.command, 'the only exit is this 0: the check is always good');
  } else if (hides(script, last)) {
    report('LINT-05', { start: last.start, end: last.end }, 'the script always ends with the status of this: 0');
  }
}

const lastCommand = ({ steps }: AndOr): Command | undefined => steps.at(-1)?.pipeline.commands.at(-1);

/** Whether the end of a list of commands is success, whatever happened before. */
function hides(script: Script, last: AndOr | undefined): boolean {
  const step = last?.steps.at(-1);
  if (last === undefined || step === undefined || last.ending === 'background') return false;
  const [command, ...more] = step.pipeline.commands;
  if (command === undefined || more.length > 0 || step.operator === '&&' || step.pipeline.negation === 'negated') {
    return false;
  }
  const ends = (list: List): boolean => list.items.length > 0 && hides(script, list.items.at(-1));
  if (command.type === 'if') {
    return (
      command.branches.every(({ body }) => ends(body)) && (command.otherwise === undefined || ends(command.otherwise))
    );
  }
  if (command.type !== 'simple') return false;
  const tool = script.toolOf(command);
  if (tool === undefined) return command.assignments.length > 0 && !substitutes(command);
  const asks = tool.args.some((word) => /^(?:status|is-active|is-failed|-0)$/.test(script.textOf(word) ?? ''));
  return HIDING.has(tool.name) && !asks;
}

const substitutes = ({ assignments }: Simple): boolean =>
  assignments.some(({ parts }) => parts.some(({ type }) => type === 'substitution'));

/** LINT-04: where the status of a pipeline is used, and its last command always succeeds. */
function judgePipelines(script: Script, report: ReportFinding): void {
  const seen = new Set<Pipeline>();
  for (const { pipeline, index, andOr, next, frames, command } of script.sites) {
    if (index !== 0 || pipeline.commands.length < 2 || seen.has(pipeline)) continue;
    seen.add(pipeline);
    const first = script.toolOf(command)?.name ?? '';
    const final = pipeline.commands.at(-1);
    if (final?.type !== 'simple' || SAYS.has(first) || frames.some(({ type }) => type === 'substitution')) continue;
    const tool = script.toolOf(final);
    if (tool === undefined || !FILTERS.has(tool.name) || pipeline !== andOr.steps.at(-1)?.pipeline) continue;
    if (/^(?:awk|sed)$/.test(tool.name) && tool.args.some((word) => /exit|q/.test(script.source(word)))) continue;
    const ends = frames.length === 0 && next === undefined && andOr === script.syntax.body.items.at(-1);
    const condition = frames.at(-1)?.type === 'condition' && next === undefined;
    if (ends || condition || asksStatus(script, next)) {
      report('LINT-04', final, `the status is that of ${tool.name}: what fails before it goes unseen`);
    }
  }
}

const asksStatus = (script: Script, next: AndOr | undefined): boolean => {
  if (next === undefined) return false;
  const line = script.text.slice(next.start, Math.min(next.end, next.start + 200)).split('\n', 1)[0] ?? '';
  return /\$\?/.test(line);
};

/** LINT-25. */
function judgeTraps(script: Script, report: ReportFinding): void {
  for (const { tool } of script.uses('trap')) {
    const [action, ...signals] = tool.args.map((word) => script.textOf(word));
    const ends = signals.some((signal) => /^(?:SIG)?(?:EXIT|TERM|INT|HUP|0|1|2|15)$/i.test(signal ?? ''));
    if (ends && /(?:^|[;&|\s])exit\s+0\s*(?:$|;)/.test(action ?? '')) {
      report('LINT-25', tool.args[0] ?? tool.word, 'this trap ends the script with 0, also after a failure');
    }
  }
}

/** LINT-33: `exit $count`. */
function judgeCodes(script: Script, report: ReportFinding): void {
  for (const { tool } of script.uses('exit')) {
    const [part, ...more] = tool.args[0]?.parts ?? [];
    if (part?.type !== 'variable' || part.operator !== '' || more.length > 0) continue;
    const counted = script.valuesOf(part.name)?.some((word) => {
      const source = script.source(word);
      return (
        /\|\s*wc\s+-l\s*[)`"]*$|\bgrep\s+(?:-\w+\s+)*-\w*c\b/.test(source) || /\$\(\(.*\+\s*1\s*\)\)$/.test(source)
      );
    });
    if (counted === true) report('LINT-33', part, `$${part.name} is a count: 256 wraps to 0, which is healthy`);
  }
}

/** LINT-34: the shell of a piped loop is not the script's. */
function judgeLoops(script: Script, report: ReportFinding): void {
  if (/\blastpipe\b/.test(script.text)) return;
  for (const { site } of script.uses('exit')) {
    const loop = site.frames.findLast(({ type }) => type === 'loop' || type === 'substitution' || type === 'subshell');
    if (loop?.type !== 'loop') continue;
    const owner = script.pipelineOf(loop.node);
    if (owner === undefined || owner.pipeline.commands[0] === loop.node || owner.next === undefined) continue;
    if (owner.pipeline !== owner.last || asksStatus(script, owner.next)) continue;
    report('LINT-34', site.command, 'leaves the piped loop only: the script goes on behind "done"');
  }
}

/** LINT-35: `local x=$(cmd)`, then `$?`. */
function judgeDeclarations(script: Script, report: ReportFinding): void {
  for (const { site, tool } of script.uses('local', 'export', 'readonly', 'declare', 'typeset')) {
    const substituted = tool.args.find(
      ({ parts }) => parts.length > 1 && parts.some(({ type }) => type === 'substitution'),
    );
    const [, ...after] = site.andOr.steps;
    if (substituted !== undefined && (asksStatus(script, site.next) || after.length > 0)) {
      report('LINT-35', tool.word, `the status is that of "${tool.name}", always 0`);
    }
  }
}
