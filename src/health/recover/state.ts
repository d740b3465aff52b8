import type { RecoverConfig } from '../../model/check.ts';
import type { Blame } from '../verdict.ts';

/** What recovery needs to know of a check. */
export interface RecoverRules extends Omit<RecoverConfig, 'run'> {
  /** The check's own: so many bad results in a row, and an attempt has not helped. */
  readonly fall: number;
}

/**
 * The recovery of one check. Times: ms of one monotonic clock. `step` in `recover.ts` says what follows from what.
 * Source: checks.md 6.2.
 */
export interface Recovery {
  readonly phase: RecoverPhase;
  /** The result that made the check bad, or would have. */
  readonly failedAtMs: number | 'none';
  /** Until then the check still counts as good, although it would be bad. */
  readonly heldUntilMs: number | 'no';
  /** Since the failures of before were forgotten. */
  readonly attempts: number;
  /** A would-be change to bad, or an attempt that did not help. */
  readonly lastFailureMs: number | 'none';
}

export type RecoverPhase =
  | { readonly name: 'idle' }
  /** The next attempt has to wait: back-off, or a guard that said no. */
  | { readonly name: 'waiting'; readonly untilMs: number }
  /** `next`: what follows when the run has ended. A run that was called off goes on, or a second one could start beside it. */
  | { readonly name: 'recovering'; readonly next: 'settle' | 'idle' }
  /** The run has ended well; nobody looks before `untilMs`. */
  | { readonly name: 'settling'; readonly untilMs: number }
  | { readonly name: 'looking'; readonly badResults: number }
  /** No attempt is left. The check goes on, and counts as what it is. */
  | { readonly name: 'givenUp' };

/** What a recovery is told. */
export type RecoverEvent =
  /** A result of the check: what it makes of the check, and what the check counted as until now. */
  | { readonly type: 'result'; readonly health: 'up' | 'down'; readonly counted: 'up' | 'notUp'; readonly blame: Blame }
  /** The run was not allowed to start (`gate.ts`, a VIP on the move); it may be tried again at `againAtMs`. */
  | { readonly type: 'runDenied'; readonly againAtMs: number; readonly reason: string }
  /** `how`: `exit 1: no such unit`, `no end within 5000 ms`. */
  | { readonly type: 'runEnded'; readonly outcome: 'succeeded' | 'failed'; readonly how: string }
  /**
   * Maintenance, a blocked check, a stop: no attempt is to start, and nothing is held back. No result is told until that
   * is over.
   */
  | { readonly type: 'calledOff'; readonly reason: string }
  /** Somebody says that the count is to begin anew. */
  | { readonly type: 'reset' }
  | { readonly type: 'time' };

/** What is to be done, in this order. */
export type RecoverAction =
  /** Go on counting the check as good; at most until then. */
  | { readonly type: 'holdBack'; readonly untilMs: number }
  /** Count it as what it is now. Only after `holdBack`. */
  | { readonly type: 'letGo'; readonly reason: string }
  | { readonly type: 'startRun'; readonly attempt: number; readonly limitMs: number }
  /** Run the check now. */
  | { readonly type: 'ask' }
  /** Good again, `afterMs` after the bad result; it may have counted as bad meanwhile. */
  | { readonly type: 'recovered'; readonly attempt: number; readonly afterMs: number }
  | { readonly type: 'giveUp'; readonly reason: string };

export interface RecoverStep {
  readonly recovery: Recovery;
  readonly actions: readonly RecoverAction[];
}

export const NOT_RECOVERING: Recovery = {
  phase: { name: 'idle' },
  failedAtMs: 'none',
  heldUntilMs: 'no',
  attempts: 0,
  lastFailureMs: 'none',
};
