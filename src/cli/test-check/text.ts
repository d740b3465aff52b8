import type { Outcome, RunRecord } from '../../health/outcome.ts';
import type { Verdict } from '../../health/verdict.ts';
import { type CheckConfig, isScriptCheck } from '../../model/check.ts';
import { askedOf } from '../../model/probe.ts';
import { unreachable } from '../../model/result.ts';
import type { PreparedScript } from '../../probes/script/prepared.ts';

/** One run, as it is shown. */
export interface Tried {
  /** At the verdict. */
  readonly record: RunRecord;
  /** When all was over. */
  readonly last: RunRecord;
  readonly verdict: Verdict;
}

const BLAME: Readonly<Record<Verdict['blame'], string>> = {
  none: '',
  service: ' (the service is bad)',
  checker: ' (the check itself is broken)',
};

/** `exited with code 2 after 3.1 ms`: what happened, without what it means. */
export function outcomeText({ outcome, durationMs }: RunRecord): string {
  const after = ` after ${durationMs.toFixed(1)} ms`;
  switch (outcome.type) {
    case 'exited':
      return `exited with code ${outcome.code}${after}`;
    case 'signaled':
      return `was ended by ${outcome.signal}${after}`;
    case 'timedOut':
      return `had no result at its time limit of ${outcome.limitMs} ms${endedBy(outcome)}`;
    case 'probed':
      return `${outcome.result} at ${outcome.phase}${after}`;
    case 'spawnFailed':
      return `could not be started (${outcome.errno}): ${outcome.diagnosis.detail}`;
    case 'refused':
      return `was not started: ${outcome.diagnosis.detail}`;
    case 'stuck':
      return `hangs as process ${outcome.pid} and cannot be ended`;
    case 'starved':
      return `was not started: it waited ${outcome.waitedMs} ms for its turn`;
    case 'skipped':
      return `was skipped (${outcome.gate})`;
    case 'cancelled':
      return `was cancelled${after}`;
    default:
      return unreachable(outcome);
  }
}

function endedBy({ endedBy: how, exitAfterTerm }: Extract<Outcome, { type: 'timedOut' }>): string {
  if (how === 'pending') return '; it is being ended';
  if (how === 'abort') return '';
  if (how === 'kill') return '; it did not follow SIGTERM and was ended by SIGKILL';
  if (exitAfterTerm === undefined) return '; it ended on SIGTERM';
  const vain = exitAfterTerm === 0 ? ', which counts for nothing: the limit had passed' : '';
  return `; it ended on SIGTERM with code ${exitAfterTerm}${vain}`;
}

export const verdictText = ({ sample, reason, blame }: Verdict): string =>
  `${sample === 'success' ? 'healthy' : 'NOT HEALTHY'}: ${reason}${BLAME[blame]}`;

/** What is the same in every run. */
export function checkLines(check: CheckConfig, script: PreparedScript | undefined): readonly string[] {
  const head = `check    ${check.name}, every ${check.intervalMs} ms, limit ${check.timeoutMs} ms`;
  if (!isScriptCheck(check)) return [head, `asks     ${askedOf(check.probe)}`];
  return [head, ...(script?.ready.ok === true ? launchLines(script.ready.value.launch) : argvLines(check.probe.argv))];
}

type Launch = Extract<PreparedScript['ready'], { ok: true }>['value']['launch'];

function launchLines({ argv, who, cwd, umask, environment, limits }: Launch): readonly string[] {
  const groups = who.groups.length === 0 ? 'no other groups' : `groups ${who.groups.join(' ')}`;
  const set = Object.entries(limits).map(([name, value]) => `${name} ${value}`);
  return [
    ...argvLines(argv),
    `user     ${who.user}: uid ${who.uid}, gid ${who.gid}, ${groups}`,
    `cwd      ${cwd}, umask ${umask.toString(8).padStart(4, '0')}, standard input /dev/null, no terminal`,
    ...(set.length === 0 ? [] : [`limits   ${set.join(', ')}`]),
    `environ  ${[...Object.keys(environment), 'VIPWARD_RUN_ID'].join(' ')}`,
    `PATH     ${environment['PATH'] ?? ''}`,
  ];
}

const argvLines = (argv: readonly string[]): readonly string[] =>
  argv.map((argument, index) => `argv[${index}]  ${JSON.stringify(argument)}`);

/** What one run did and said. */
export function runLines({ record, last, verdict }: Tried): readonly string[] {
  return [
    ...(record.backend === 'native'
      ? []
      : [...outputLines('stdout', record.stdout), ...outputLines('stderr', record.stderr)]),
    `outcome  it ${outcomeText(last)}`,
    ...(last.killedInGroup === 0 ? [] : [`left     ${last.killedInGroup} process(es), which were killed`]),
    ...(record.perf ?? []).map(({ label, value, unit }) => `measured ${label} = ${value}${unit}`),
    `verdict  ${verdictText(verdict)}`,
  ];
}

function outputLines(name: string, { head, tail, bytes }: RunRecord['stdout']): readonly string[] {
  if (bytes === 0) return [`${name}   nothing`];
  const text = tail === '' ? head : `${head}\n…\n${tail}`;
  const lines = text.trimEnd().split('\n');
  return [`${name}   ${bytes} bytes:`, ...lines.map((line) => `  | ${line}`)];
}

/** `--times`: a line a run, and how they ended in all. */
export function timesLines(runs: readonly Tried[]): readonly string[] {
  const lines = runs.map(({ last, verdict }, index) => {
    const word = verdict.sample === 'success' ? 'healthy    ' : 'NOT HEALTHY';
    return `run ${String(index + 1).padStart(3)}  ${word}  it ${outcomeText(last)}`;
  });
  const healthy = runs.filter(({ verdict }) => verdict.sample === 'success').length;
  const times = runs.map(({ record }) => record.durationMs).toSorted((a, b) => a - b);
  const at = (part: number): string => (times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(1);
  return [
    ...lines,
    `in all   ${healthy} of ${runs.length} healthy; ${at(0)} / ${at(0.5)} / ${at(1)} ms (least, median, most)`,
  ];
}
