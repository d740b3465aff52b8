import type { CheckConfig } from '../model/check.ts';

/**
 * Age from which a check's last result no longer counts, in ms after the end of that run: a check that stops reporting
 * is not healthy. Source: checks.md 3.3.
 */
export const staleAfterMs = ({ intervalMs, timeoutMs }: Pick<CheckConfig, 'intervalMs' | 'timeoutMs'>): number =>
  Math.max(3 * intervalMs, intervalMs + 2 * timeoutMs);
