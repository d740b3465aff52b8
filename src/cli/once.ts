import { countBySeverity } from '../config/diagnostic.ts';
import { limitForScripts } from '../linux/process.ts';
import type { Configuration } from '../daemon/configuration.ts';
import type { RunRecord } from '../health/outcome.ts';
import { judgeRun } from '../health/judgement.ts';
import type { Verdict } from '../health/verdict.ts';
import type { CheckConfig } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import { RunSlots, runsAtOnce } from '../probes/run-slots.ts';
import type { Run } from '../probes/probe.ts';
import { probeFor } from '../probes/probe-for.ts';
import { configurationOf, type ReaderOptions } from './options.ts';

/** Exit codes of Nagios plugins, for this command only. */
const EXIT_CODES = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;
type State = keyof typeof EXIT_CODES;

export interface OnceOptions extends ReaderOptions {
  readonly config: string;
  readonly json?: true;
}

/** One run of one check and what it means. */
export interface Result {
  readonly record: RunRecord;
  readonly verdict: Verdict;
}

/**
 * `vipward once`: every check of a configuration, also those that no instance tracks, one run each, all at the same
 * time. 0 all healthy, 1 one of them warns, 2 a service is bad, 3 a check itself is broken, or there is nothing that could be said.
 */
export async function once(options: OnceOptions): Promise<number> {
  limitForScripts();
  const configuration = await configurationOf(options.config, options);
  const { model } = configuration;
  const results =
    model === undefined ? [] : await runAll([...model.checks, ...configuration.untracked], model.scriptSecurity);
  const state = stateOf(results);
  const line = results.length === 0 ? emptyLine(configuration) : summaryLine(results);
  if (options.json === true) console.log(JSON.stringify({ state, summary: line, checks: results }, null, 2));
  else console.log(line);
  if (model === undefined && options.json !== true) console.log(configuration.render());
  return EXIT_CODES[state];
}

/** A bad service is the stronger news: it is known to be bad. Without a result nothing is known. */
export function stateOf(results: readonly Result[]): State {
  if (results.some(({ verdict }) => verdict.blame === 'service')) return 'CRITICAL';
  const allHealthy = results.length > 0 && results.every(({ verdict }) => verdict.sample === 'success');
  if (!allHealthy) return 'UNKNOWN';
  return results.some(({ verdict }) => verdict.level === 'warn') ? 'WARNING' : 'OK';
}

/** `VIPWARD CRITICAL - 1 of 3 checks failed: nginx: exit 7 | nginx=12ms …`: the line that a Nagios reads. */
export function summaryLine(results: readonly Result[]): string {
  const failed = results.filter(({ verdict }) => verdict.sample !== 'success');
  const warning = results.filter(({ verdict }) => verdict.level === 'warn');
  const all = counted(results.length);
  const bad = [
    ...(failed.length === 0 ? [] : [`${failed.length} of ${all} failed: ${reasonsOf(failed)}`]),
    ...(warning.length === 0 ? [] : [`${warning.length} of ${all} warn: ${reasonsOf(warning)}`]),
  ];
  const said = bad.length === 0 ? `${all} healthy` : bad.join('; ');
  const times = results.map(({ record }) => `${labelOf(record.check)}=${Math.round(record.durationMs)}ms`);
  return `VIPWARD ${stateOf(results)} - ${oneLine(said)} | ${times.join(' ')}`;
}

const reasonsOf = (results: readonly Result[]): string =>
  results.map(({ record, verdict }) => `${record.check}: ${verdict.reason}${BROKEN[verdict.blame]}`).join('; ');

const BROKEN: Readonly<Record<Verdict['blame'], string>> = {
  none: '',
  service: '',
  checker: ' (the check itself is broken)',
};

const counted = (checks: number): string => `${checks} ${checks === 1 ? 'check' : 'checks'}`;

/** What follows a `|` is read as performance data. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '/');

/** Labels with a blank or a sign of the format stand in quotes, which are doubled inside. */
const labelOf = (check: string): string =>
  /^[^\s'=|]+$/.test(check) ? check : `'${check.replaceAll("'", "''").replaceAll(/[=|]/g, '_')}'`;

function emptyLine({ model, file, diagnostics }: Configuration): string {
  if (model !== undefined) return `VIPWARD UNKNOWN - there are no checks in ${file}`;
  return `VIPWARD UNKNOWN - ${file} has ${countBySeverity(diagnostics).errors} error(s)`;
}

async function runAll(checks: readonly CheckConfig[], security: Model['scriptSecurity']): Promise<readonly Result[]> {
  const slots = new RunSlots(runsAtOnce());
  const running = new Set<Run>();
  let phase: 'going' | 'ended' = 'going';
  const end = (): void => {
    phase = 'ended';
    for (const run of running) run.cancel('stop');
  };
  // Whoever ends this command must not leave its scripts behind: they have sessions of their own.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  const isEnded = (): boolean => phase === 'ended';
  const runOne = async (check: CheckConfig): Promise<Result> => {
    await slots.take();
    const run = await probeFor(check, security).start(0);
    running.add(run);
    if (isEnded()) run.cancel('stop');
    const record = await run.settled;
    await run.gone;
    running.delete(run);
    slots.release();
    return { record, verdict: judgeRun(record, check).verdict };
  };
  return Promise.all(checks.map(runOne));
}
