import type { CheckSummary } from '../../history/summary.ts';
import { ageText, table } from '../table.ts';

/** How often and how long each check was down, as a table. */
export function summaryText(summaries: readonly CheckSummary[], fromMs: number): string {
  const span = `since ${new Date(fromMs).toISOString()}`;
  if (summaries.length === 0) return `no check is known ${span}`;
  const rows = summaries.map((summary) => [
    summary.check,
    summary.now.toUpperCase(),
    String(summary.failures),
    String(summary.failedRuns),
    ageText(summary.downMs),
    ageText(summary.longestMs),
    summary.lastDownAtMs === undefined ? '-' : new Date(summary.lastDownAtMs).toISOString(),
    summary.lastReason === '' ? '-' : summary.lastReason,
  ]);
  const header = ['CHECK', 'NOW', 'FAILURES', 'FAILED RUNS', 'DOWN', 'LONGEST', 'LAST DOWN', 'LAST REASON'];
  return `${span}\n\n${table(header, rows)}`;
}
