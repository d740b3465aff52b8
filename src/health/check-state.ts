import type { Blame } from './verdict.ts';

/** What main tells the dataplane about a check, and what `status` shows. */
export interface CheckHealth {
  readonly check: string;
  /** `unknown`: no result yet. */
  readonly health: 'unknown' | 'up' | 'down';
  readonly blame: Blame;
  readonly reason: string;
}
