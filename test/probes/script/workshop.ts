/** Where tests make broken scripts and run real ones; everything is gone after each test. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { Diagnosis, RunRecord } from '../../../src/health/outcome.ts';
import { type Verdict, verdictOf } from '../../../src/health/verdict.ts';
import { SCRIPT_DEFAULTS } from '../../../src/model/probe.ts';
import type { Result } from '../../../src/model/result.ts';
import { backendFor } from '../../../src/probes/script/spawn/backend-for.ts';
import { type Credentials, resolveCredentials } from '../../../src/probes/script/credentials.ts';
import type { Run } from '../../../src/probes/probe.ts';
import type { RunContext, ScriptJob } from '../../../src/probes/script/run.ts';
import { runScript } from '../../../src/probes/script/script-run.ts';

const cleanups: (() => void)[] = [];
/** Runs of the test that goes on. */
const begun = new Set<string>();
afterEach(() => {
  for (const pid of processesOf(...begun)) process.kill(pid, 'SIGKILL');
  begun.clear();
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A script of `test/fixtures/checks`. */
export const fixture = (name: string): string => new URL(`../../fixtures/checks/${name}`, import.meta.url).pathname;

/** A directory that everybody may search, removed after the test. */
export function tempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'vipward-probes-'));
  chmodSync(path, 0o755);
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes a script into a new directory, with exactly this mode whatever the umask. */
export function scriptFile(text: string, mode = 0o755): string {
  const path = join(tempDir(), 'check.sh');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

export interface Options extends Partial<Omit<ScriptJob, 'argv'>>, Partial<RunContext> {
  readonly credentials?: Result<Credentials, Diagnosis>;
}

/** Starts a run with a limit of 5 s as the tests' own user. What it leaves behind is killed after the test. */
export async function begin(argv: readonly string[], options: Options = {}): Promise<Run> {
  const { credentials, name, timeoutMs, umask, cwd, limits, killGraceMs, ...context } = options;
  const { cwd: root, limits: none, killGraceMs: grace } = SCRIPT_DEFAULTS;
  const surroundings = { cwd: cwd ?? root, limits: limits ?? none, killGraceMs: killGraceMs ?? grace };
  const job = { name: name ?? 'check', argv, timeoutMs: timeoutMs ?? 5000, umask: umask ?? 0o022, ...surroundings };
  const who = credentials ?? (await resolveCredentials('daemon'));
  const run = runScript(job, who, {
    backend: backendFor(who, 'check'),
    security: 'warn',
    facts: {},
    lateMs: 0,
    leftovers: 'kill',
    ...context,
  });
  void run.settled.then(({ runId }) => begun.add(runId));
  return run;
}

export interface Finished {
  /** At the verdict. */
  readonly record: RunRecord;
  /** When all is over. */
  readonly last: RunRecord;
  readonly verdict: Verdict;
  readonly settledAfterMs: number;
}

/** Runs to the end. */
export const complete = (argv: readonly string[], options: Options = {}): Promise<Finished> =>
  finish(() => begin(argv, options));

/** Starts a run and waits for its end. */
export async function finish(start: () => Promise<Run>): Promise<Finished> {
  const startedMs = performance.now();
  const run = await start();
  const record = await run.settled;
  const settledAfterMs = performance.now() - startedMs;
  const last = await run.gone;
  return { record, last, verdict: verdictOf(record.outcome, record.summary, 'keepalived'), settledAfterMs };
}

/** Living processes that were started by these runs, also in other sessions. */
export const processesOf = (...runIds: readonly string[]): readonly number[] => [
  ...processesWith('VIPWARD_RUN_ID', runIds),
  ...processesWith('VIPWARD_HOOK_ID', runIds),
];

/** Living processes of checks with these names. */
export const processesOfChecks = (...names: readonly string[]): readonly number[] =>
  processesWith('VIPWARD_CHECK', names);

function processesWith(variable: string, values: readonly string[]): readonly number[] {
  if (values.length === 0) return [];
  const wanted = new Set(values.map((value) => `${variable}=${value}`));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).some((fact) => wanted.has(fact))).map(Number);
}

/** Nobody of the run is alive; a killed process may need a moment. */
export async function expectNobodyLeft(runId: string): Promise<void> {
  await expect.poll(() => processesOf(runId)).toEqual([]);
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

export const own = await resolveCredentials('daemon');
export const nobody = await resolveCredentials({ user: 'nobody' });
