import type { Notice } from '../config/diagnostic.ts';
import { LineIndex } from '../config/source.ts';
import { type RuleEntry, RULES } from './catalogue.ts';
import type { ScriptInput } from './input.ts';
import type { ReportFinding } from './report.ts';
import { judgeBytes } from './rules/bytes.ts';
import { judgeCommands } from './rules/commands.ts';
import { judgeExitStatus } from './rules/exit-status.ts';
import { judgeLimits } from './rules/limits.ts';
import { judgeNetwork } from './rules/network.ts';
import { judgeProcesses } from './rules/processes.ts';
import { judgeServices } from './rules/services.ts';
import { judgeShellForms } from './rules/shell-forms.ts';
import { judgeSurroundings } from './rules/surroundings.ts';
import { Script } from './script.ts';
import { readSuppressions } from './suppression.ts';

/** Findings of one rule shown for one script. */
const SHOWN = 5;
/** Places of one rule that are looked at, suppressed ones among them. */
const TRIED = 200;
/** A longer text is judged by its first part. */
const LONGEST = 1_048_576;

const JUDGES: readonly ((script: Script, report: ReportFinding) => void)[] = [
  judgeBytes,
  judgeCommands,
  judgeProcesses,
  judgeExitStatus,
  judgeServices,
  judgeLimits,
  judgeNetwork,
  judgeSurroundings,
  judgeShellForms,
];

/**
 * Looks for the pitfalls of check scripts, in the order of the text, at most five places a rule. Pure; never throws on
 * any text; silent about what it does not understand. Source: checks.md 4.
 */
export function lintScript(input: ScriptInput): readonly Notice[] {
  const script = new Script({ ...input, text: input.text.slice(0, LONGEST) });
  const lines = new LineIndex(script.text);
  const lineOf = (offset: number): number => lines.position(offset).line;
  const suppressions = readSuppressions(script.text, script.syntax.comments, lineOf);
  const notices: Notice[] = [];
  const shown = new Map<string, number>();
  const tried = new Map<string, number>();
  const report: ReportFinding = (rule, { start, end }, message, details = {}) => {
    const entry: RuleEntry = RULES[rule];
    const count = shown.get(rule) ?? 0;
    tried.set(rule, (tried.get(rule) ?? 0) + 1);
    if (count >= SHOWN || (tried.get(rule) ?? 0) > TRIED || (entry.about === 'checks' && input.purpose === 'notify'))
      return;
    if (notices.some((other) => other.code === rule && other.span.start === start)) return;
    const said = suppressions.at(rule, lineOf(start));
    if (said === 'suppressed') return;
    shown.set(rule, count + 1);
    notices.push({
      severity: details.severity ?? entry.severity,
      code: rule,
      origin: 'script',
      span: { file: input.file, start, end },
      message,
      help: details.fix ?? entry.fix,
      related: [],
      ...(said === undefined ? {} : { note: 'the comment that would suppress this gives no reason' }),
    });
  };
  for (const judge of JUDGES) judge(script, report);
  return notices.toSorted((a, b) => a.span.start - b.span.start || (a.code < b.code ? -1 : 1));
}
