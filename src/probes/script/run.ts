import type { Diagnosis, RunRecord } from '../../health/outcome.ts';
import type { CheckConfig } from '../../model/check.ts';
import type { Model } from '../../model/model.ts';
import type { SpawnBackend } from './spawn/backend.ts';

/** What to run: of a check, or of a notify script. */
export type ScriptJob = Pick<CheckConfig, 'name' | 'argv' | 'timeoutMs' | 'umask'>;

export interface RunContext {
  readonly backend: SpawnBackend;
  readonly security: Model['scriptSecurity'];
  /** `VIPWARD_…` variables for the script. */
  readonly facts: Readonly<Record<string, string>>;
  /** How long after its slot the run starts. */
  readonly lateMs: number;
  /**
   * What the script leaves running: a check leaves nothing behind; a notify script may have started a service, which
   * lives on and may go on writing.
   */
  readonly leftovers: 'kill' | 'leave';
}

/** One run in progress. */
export interface Run {
  /** The verdict's record: at the child's end, or at the deadline even when the child lives on. Never rejects. */
  readonly settled: Promise<RunRecord>;
  /** The last word, when the child is reaped: how a timed-out run ended. Never rejects. */
  readonly gone: Promise<RunRecord>;
  /** Warnings of the audit: who else could change the program. */
  readonly warnings: readonly Diagnosis[];
  /** Ends the run without a verdict: SIGTERM, 500 ms, SIGKILL. A run that has its verdict keeps it. */
  cancel(by: 'stop' | 'reload'): void;
  /** The record of a slot that finds the run past its deadline and alive 2 s after SIGKILL; otherwise undefined. */
  stuck(): RunRecord | undefined;
}
