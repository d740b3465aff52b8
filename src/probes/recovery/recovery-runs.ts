import { askGate, leaveGate, OPEN_GATE, type RecoverGate } from '../../health/recover/gate.ts';
import { verdictOf } from '../../health/verdict.ts';
import type { NotifyScript } from '../../model/instance.ts';
import type { Model } from '../../model/model.ts';
import { startHook } from '../script/hook.ts';
import type { Run } from '../probe.ts';

/** What became of a wish to run. */
export type RecoveryEnd =
  | { readonly type: 'denied'; readonly againAtMs: number; readonly reason: string }
  | { readonly type: 'ended'; readonly outcome: 'succeeded' | 'failed'; readonly how: string };

/** Runs what restarts services: on this host one after the other, and not too often. Source: checks.md 6.2, 6.3. */
export class RecoveryRuns {
  #gate: RecoverGate = OPEN_GATE;
  readonly #running = new Set<Run>();

  /** Resolves when the run is over or may not begin; never rejects. */
  async run(
    check: string,
    script: NotifyScript,
    timeoutMs: number,
    security: Model['scriptSecurity'],
  ): Promise<RecoveryEnd> {
    const passage = askGate(this.#gate, check, performance.now());
    if (passage.passage === 'denied') return { ...passage, type: 'denied' };
    this.#gate = passage.gate;
    const facts = { VIPWARD_CHECK: check, VIPWARD_TIMEOUT_MS: String(timeoutMs) };
    const run = await startHook({ name: check, script, timeoutMs, facts }, security);
    this.#running.add(run);
    const { outcome, summary } = await run.settled;
    void run.gone.then(() => this.#running.delete(run));
    this.#gate = leaveGate(this.#gate);
    const { sample, reason } = verdictOf(outcome, summary, 'keepalived');
    return { type: 'ended', outcome: sample === 'success' ? 'succeeded' : 'failed', how: reason };
  }

  /** Ends what runs. Resolves when it is gone. */
  async stop(): Promise<void> {
    for (const run of this.#running) run.cancel('stop');
    await Promise.all([...this.#running].map((run) => run.gone));
  }
}
