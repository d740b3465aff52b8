import type { CheckConfig } from '../../model/check.ts';

type Pace = Pick<CheckConfig, 'changingIntervalMs' | 'fall' | 'timeoutMs'>;

/**
 * Longest time from a fault of a service to the result that makes its check bad: it happens just after a run began, and
 * every run hangs to its limit. Source: checks.md 3.2.
 * @param gapMs longest time between two runs: the interval, or `longestGapMs` of a schedule
 */
export function detectionMs({ changingIntervalMs, fall, timeoutMs }: Pace, gapMs: number): number {
  // A run that goes on over its slot is followed by the first slot after its end.
  const paceMs = Math.max(1, Math.ceil(timeoutMs / changingIntervalMs)) * changingIntervalMs;
  return gapMs + (fall - 1) * paceMs + timeoutMs;
}

/** Longest time from the fault to the moment from which the check counts as bad; recovery holds that back. */
export function countsAsBadAfterMs(check: Pace & Pick<CheckConfig, 'recover'>, gapMs: number): number {
  return detectionMs(check, gapMs) + (check.recover === 'none' ? 0 : check.recover.withinMs);
}
