import type { CheckHealth } from '../health/check-state.ts';
import type { RunRecord } from '../health/outcome.ts';
import type { Verdict } from '../health/verdict.ts';

/** One finished run of a check and what followed from it. */
export interface CheckReport {
  readonly record: RunRecord;
  readonly verdict: Verdict;
  readonly health: CheckHealth;
  /** Whether `health.health` differs from before this run. */
  readonly change: 'changed' | 'same';
  /** How long `health` may be believed from now on, in ms; the next report renews it. */
  readonly validForMs: number;
}

/** What the runner says while it runs. */
export interface CheckListener {
  /** A run that counts has ended; called for every one, also when nothing changed. Each is a renewal. */
  result(report: CheckReport): void;
  /** Something about a check that the operator should read; once, until it goes away and comes back. */
  remark(check: string, text: string): void;
}
