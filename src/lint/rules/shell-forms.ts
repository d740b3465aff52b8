import type { ReportFinding } from '../report.ts';
import type { Script } from '../script.ts';
import type { Part, Range, Word } from '../shell/syntax.ts';

const BASH_COMMANDS = new Set([
  'source',
  'let',
  'declare',
  'typeset',
  'shopt',
  'mapfile',
  'readarray',
  'pushd',
  'popd',
]);
const SPECIAL = /^[#?$!\-@*]$/;

/** How things are written: LINT-31, LINT-32. */
export function judgeShellForms(script: Script, report: ReportFinding): void {
  if (script.dialect === 'sh' && !/BASH_VERSION/.test(script.text)) judgeBashForms(script, report);
  judgeTests(script, report);
}

/** LINT-31. */
function judgeBashForms(script: Script, report: ReportFinding): void {
  const say = (range: Range, what: string): void =>
    report('LINT-31', range, `${what} is bash's, this script is run by sh`);
  for (const { command } of script.sites) {
    const tool = script.toolOf(command);
    const first = tool?.args[0];
    const name = tool?.word.parts.length === 1 ? tool.name : '';
    if (tool !== undefined) {
      if (name === '[[') say(tool.word, '[[ ]]');
      else if (BASH_COMMANDS.has(name)) say(tool.word, `"${name}"`);
      else if (name === 'echo' && /^-[neE]*e/.test(script.source(first ?? tool.word)))
        say(first ?? tool.word, 'echo -e');
      if (name === 'set' && tool.args.some((word) => script.textOf(word) === 'pipefail')) say(tool.word, 'pipefail');
      if (name === '[' || name === 'test') {
        for (const word of tool.args) if (script.source(word) === '==') say(word, '==');
      }
    }
    for (const { operator, target, start, end } of command.redirects) {
      if (operator === '&>' || operator === '&>>' || operator === '<<<') say({ start, end }, operator);
      if (script.textOf(target)?.startsWith('/dev/tcp/') === true) say(target, '/dev/tcp');
    }
    for (const word of [...command.assignments, ...command.words]) {
      for (const part of word.parts) {
        const what = name === '[[' ? undefined : bashPart(part);
        if (what !== undefined) say(part, what);
      }
    }
  }
  for (const form of script.functions)
    if (form.form === 'bash') say({ start: form.start, end: form.start + 8 }, '"function"');
}

function bashPart(part: Part): string | undefined {
  if (part.type === 'process') return '<( )';
  if (part.type === 'array') return 'an array';
  if (part.type === 'ansi') return "$'…'";
  if (part.type !== 'variable') return undefined;
  if (part.name === '' && part.operator.startsWith('!')) return '${!name}';
  if (/^:\s*[\d$(]/.test(part.operator)) return '${name:n}';
  if (/^(?:\/|\^|,)/.test(part.operator)) return '${name/…}';
  return part.operator.startsWith('[') ? 'an array' : undefined;
}

/** LINT-32: `[ $x -eq 0 ]`. */
function judgeTests(script: Script, report: ReportFinding): void {
  for (const { tool } of script.uses('[', 'test')) {
    for (const word of tool.args) {
      const [part, ...more] = word.parts;
      if (part?.type !== 'variable' || more.length > 0 || part.quoting !== 'bare') continue;
      if (SPECIAL.test(part.name) || /^:?[-=?]/.test(part.operator) || part.name === '') continue;
      if (part.operator === '' && isNeverEmpty(script, part.name)) continue;
      report('LINT-32', word, `when ${script.source(word)} is empty, the test is wrong or cannot be made`);
    }
  }
}

/** Loop variables, counts, states and fixed values. */
function isNeverEmpty(script: Script, name: string): boolean {
  if (script.loopVariables.has(name)) return true;
  const values = script.valuesOf(name);
  return values !== undefined && values.every((word) => isFilled(script, word));
}

function isFilled(script: Script, word: Word): boolean {
  const [first, second] = word.parts;
  if (first?.type === 'literal' && !/^\w+=$/.test(first.text)) return true;
  if (second === undefined) return false;
  if (second.type === 'literal') return second.text !== '';
  if (second.type === 'arithmetic') return true;
  if (second.type === 'variable') {
    if (/^:?-./.test(second.operator)) return true;
    return SPECIAL.test(second.name) && !/[@*]/.test(second.name);
  }
  if (second.type !== 'substitution') return false;
  return /\b(?:wc\s+-\w+|grep\s+(?:-\w+\s+)*-\w*c\b[^|]*|date\b[^|]*|\bexpr\b[^|]*|id -u)\s*$/.test(
    script.source(second.body),
  );
}
