import type { Diagnosis } from '../../health/outcome.ts';
import type { ScriptCheck } from '../../model/check.ts';
import type { Model } from '../../model/model.ts';
import type { Result } from '../../model/result.ts';
import { backendFor } from './spawn/backend-for.ts';
import { type Credentials, resolveCredentials } from './credentials.ts';
import type { Probe, Run } from '../probe.ts';
import { runScript } from './script-run.ts';

/** What a script's run needs to know of the check around it. */
export type ScriptBasis = Pick<ScriptCheck, 'name' | 'timeoutMs' | 'intervalMs'>;

/** A check that is a script: starts one run after the other, for the daemon and for `test-check` alike. */
export class ScriptProbe implements Probe {
  readonly #config: ScriptBasis & Pick<ScriptCheck, 'probe'>;
  readonly #security: Model['scriptSecurity'];
  #credentials: Result<Credentials, Diagnosis> | undefined;

  constructor(config: ScriptBasis & Pick<ScriptCheck, 'probe'>, security: Model['scriptSecurity']) {
    this.#config = config;
    this.#security = security;
  }

  /**
   * Starts a run. The user is resolved by the first run and kept; one that could not be resolved is asked for again.
   * @param lateMs how long after its slot the run starts
   */
  async start(lateMs: number): Promise<Run> {
    const { name, probe, timeoutMs, intervalMs } = this.#config;
    const credentials = this.#credentials?.ok === true ? this.#credentials : await resolveCredentials(probe.user);
    this.#credentials = credentials;
    const facts = {
      VIPWARD_CHECK: name,
      VIPWARD_TIMEOUT_MS: String(timeoutMs),
      VIPWARD_INTERVAL_MS: String(intervalMs),
    };
    const context = { security: this.#security, facts, lateMs, leftovers: 'kill' } as const;
    const job = { ...probe, name, timeoutMs };
    return runScript(job, credentials, { ...context, backend: backendFor(credentials, 'check') });
  }
}
