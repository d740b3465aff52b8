import type { ReportFinding } from '../report.ts';
import type { Script, Tool } from '../script.ts';
import type { Command, List, Word } from '../shell/syntax.ts';

/** How a tool is told its limit in seconds: an expression over its arguments joined by blanks. */
const LIMIT: Readonly<Record<string, RegExp>> = {
  curl: /(?:^|\s)(?:-[a-zA-Z#0-9]*m\s*|--max-time[\s=])(\S+)/,
  wget: /(?:^|\s)(?:-[a-zA-Z]*T\s*|--timeout[\s=]|--read-timeout[\s=])(\S+)/,
  nc: /(?:^|\s)-[a-zA-Z]*w\s*(\S+)/,
  ncat: /(?:^|\s)(?:-[a-zA-Z]*w\s*|--wait[\s=])(\S+)/,
  mysql: /--connect[-_]timeout[\s=](\S+)/,
  mysqladmin: /--connect[-_]timeout[\s=](\S+)/,
  mariadb: /--connect[-_]timeout[\s=](\S+)/,
  ssh: /ConnectTimeout[\s=](\S+)/,
  ping: /(?:^|\s)-[a-zA-Z]*[wW]\s*(\S+)/,
};
/** Arguments that make a limit needless, or put it where it is not seen. */
const ELSEWHERE: Readonly<Record<string, RegExp>> = {
  curl: /(?:^|\s)(?:-[a-zA-Z]*[KVh]|--config|--version|--help)\b/,
  wget: /--help|--version|--config/,
  nc: /(?:^|\s)-[a-zA-Z]*[lUh]/,
  ncat: /(?:^|\s)-[a-zA-Z]*[lUh]/,
  mysql: /--defaults|--version|--help|(?:^|\s)-[VS]/,
  mysqladmin: /--defaults|--version|--help|(?:^|\s)-[VS]/,
  mariadb: /--defaults|--version|--help|(?:^|\s)-[VS]/,
  ssh: /(?:^|\s)-[a-zA-Z]*[FVO]/,
  ping: /(?:^|\s)-[a-zA-Z]*c|--help/,
};

/** Time: LINT-19, LINT-43, LINT-44. */
export function judgeLimits(script: Script, report: ReportFinding): void {
  for (const { tool } of script.uses(...Object.keys(LIMIT))) judgeLimit(script, tool, report);
  const timeoutMs = script.input.check?.timeoutMs;
  if (timeoutMs !== undefined) {
    for (const { tool } of script.uses('sleep')) {
      const total = sleepSeconds(script);
      if (total * 1000 > timeoutMs / 2) {
        report('LINT-43', tool.word, `the script may sleep ${total} s, its limit is ${timeoutMs / 1000} s`);
      }
      break;
    }
  }
  if (script.input.check?.fall !== 1) return;
  for (const { tool } of script.uses('ping')) {
    const text = tool.args.map((word) => script.textOf(word) ?? '$').join(' ');
    if (/(?:^|\s)-[a-zA-Z]*c\s*1(?=\s|$)/.test(text))
      report('LINT-44', tool.word, 'one lost packet is a failure, and fall is 1');
  }
}

/** Nothing is known about words like `$OPTIONS`, which may hold any option. */
const isOpen = (word: Word): boolean =>
  word.parts.some((part) => part.quoting === 'bare' && /^(?:variable|substitution|array)$/.test(part.type)) ||
  word.parts.some((part) => part.type === 'variable' && part.name === '@');

function judgeLimit(script: Script, { name, word, args, startedBy }: Tool, report: ReportFinding): void {
  if (startedBy.includes('timeout')) return;
  const texts = args.map((argument) => script.textOf(argument) ?? (isOpen(argument) ? undefined : '$'));
  const text = texts.map((argument) => argument ?? '$').join(' ');
  const found = LIMIT[name]?.exec(text)?.[1];
  const limit = Number(found);
  const timeoutMs = script.input.check?.timeoutMs;
  if (found !== undefined) {
    if (timeoutMs !== undefined && limit * 1000 >= timeoutMs) {
      report('LINT-19', word, `${name} may take ${limit} s, the limit of the check is ${timeoutMs / 1000} s`);
    }
    return;
  }
  // A variable may hold the option.
  if (texts.includes(undefined) || texts.length === 0 || ELSEWHERE[name]?.test(text) === true) return;
  report('LINT-19', word, `${name} has no time limit: a silent peer holds the check until it is killed`);
}

/** Seconds of literal sleeps on the longest way through a script; loops over literal words count their rounds. */
export function sleepSeconds(script: Script): number {
  const ofList = (list: List | undefined): number => {
    let sum = 0;
    for (const { steps, ending } of list?.items ?? []) {
      if (ending === 'background') continue;
      for (const { pipeline } of steps) sum += Math.max(0, ...pipeline.commands.slice(0, 20).map(ofCommand));
    }
    return sum;
  };
  const ofCommand = (command: Command): number => {
    switch (command.type) {
      case 'simple': {
        const tool = script.toolOf(command);
        const found = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(tool?.name === 'sleep' ? (script.textOf(tool.args[0]) ?? '') : '');
        return found === null ? 0 : Number(found[1]) * (found[2] === 'm' ? 60 : 1);
      }
      case 'group':
      case 'subshell':
        return ofList(command.body);
      case 'if': {
        const ways = command.branches.map(({ condition, body }) => ofList(condition) + ofList(body));
        return Math.max(ofList(command.otherwise), ...ways.slice(0, 50));
      }
      case 'while':
        return ofList(command.condition) + ofList(command.body);
      case 'for': {
        const rounds = command.items.every((item) => script.textOf(item) !== undefined) ? command.items.length : 1;
        return Math.max(1, rounds) * ofList(command.body);
      }
      case 'case':
        return Math.max(0, ...command.arms.slice(0, 50).map(ofList));
      default:
        return 0;
    }
  };
  return ofList(script.syntax.body);
}
