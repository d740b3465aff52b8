import type { Diagnosis, RunRecord } from '../health/outcome.ts';

/** What can be run again and again: a script, or one of the probes that need no process. */
export interface Probe {
  /** @param lateMs how long after its slot the run starts */
  start(lateMs: number): Promise<Run>;
  /**
   * For probes that are told of a change: calls back when it is worth asking at once, whatever the grid says. The
   * returned function ends that.
   */
  watch?(changed: () => void): () => void;
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
