import { verdictOf } from '../health/verdict.ts';
import type { Model } from '../model/model.ts';
import type { OnceScript } from '../model/notifications.ts';
import { startHook } from '../probes/script/hook.ts';

/** What became of a command that runs once. */
export interface OnceResult {
  readonly keyword: string;
  readonly argv: readonly string[];
  readonly result: string;
  readonly durationMs: number;
}

/** Runs it to its end, or ends it when its time is over. Never rejects. */
export async function runOnce(
  keyword: string,
  { script, timeoutMs }: OnceScript,
  security: Model['scriptSecurity'],
): Promise<OnceResult> {
  const run = await startHook({ name: keyword, script, timeoutMs, facts: {} }, security);
  const { outcome, summary, durationMs } = await run.settled;
  const { reason } = verdictOf(outcome, summary, 'keepalived');
  return { keyword, argv: script.argv, result: reason, durationMs };
}
