import type { Outcome } from './outcome.ts';

/** Who is to blame: the service that was tested, the check itself, or nobody. */
export type Blame = 'none' | 'service' | 'checker';

/** What one run means. `none` is no sample: it changes nothing and ages towards stale. */
export interface Verdict {
  readonly sample: 'success' | 'failure' | 'none';
  readonly blame: Blame;
  /** `exit 2: connection refused`, `no result within 2000 ms`, `could not start: …`. */
  readonly reason: string;
}

export type VerdictOf = (outcome: Outcome, summary: string) => Verdict;
