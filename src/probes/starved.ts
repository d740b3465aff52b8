import type { Output, RunRecord } from '../health/outcome.ts';
import type { CheckConfig } from '../model/check.ts';
import { nextRunId } from './run-id.ts';

const NO_OUTPUT: Output = { head: '', tail: '', bytes: 0 };

/** The record of a run that had to wait so long for a free place that it was not begun. Source: checks.md 1.6. */
export function starvedRecord({ name, probe }: CheckConfig, waitedMs: number): RunRecord {
  return {
    runId: nextRunId(),
    check: name,
    backend: probe.kind === 'script' ? 'direct' : 'native',
    argv: probe.kind === 'script' ? probe.argv : [],
    startedAtMs: Date.now(),
    lateMs: waitedMs,
    durationMs: 0,
    outcome: { type: 'starved', waitedMs },
    stdout: NO_OUTPUT,
    stderr: NO_OUTPUT,
    summary: '',
    killedInGroup: 0,
  };
}
