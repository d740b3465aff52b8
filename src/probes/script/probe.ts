import type { ScriptCheck } from '../../model/check.ts';
import type { Model } from '../../model/model.ts';
import type { Probe, Run } from '../probe.ts';
import { resolveCredentials } from './credentials.ts';
import { type PreparedScript, prepareScript } from './prepared.ts';
import { runPrepared } from './script-run.ts';
import { backendFor } from './spawn/backend-for.ts';
import { VariableSource } from './variables.ts';

/** What a script's run needs to know of the check around it. */
export type ScriptBasis = Pick<ScriptCheck, 'name' | 'timeoutMs' | 'intervalMs'>;

/** A check that is a script: starts one run after the other, for the daemon and for `test-check` alike. */
export class ScriptProbe implements Probe {
  readonly #config: ScriptBasis & Pick<ScriptCheck, 'probe'>;
  readonly #security: Model['scriptSecurity'];
  readonly #variables: VariableSource;
  #prepared: PreparedScript | undefined;

  constructor(config: ScriptBasis & Pick<ScriptCheck, 'probe'>, security: Model['scriptSecurity']) {
    this.#config = config;
    this.#security = security;
    this.#variables = new VariableSource(config.probe.variables);
  }

  /**
   * Starts a run. User and variables are resolved by the first run and kept; what could not be resolved is asked for
   * again, and files of variables are read again when they were changed.
   * @param lateMs how long after its slot the run starts
   */
  async start(lateMs: number): Promise<Run> {
    return runPrepared(await this.prepared(), lateMs);
  }

  /** What the next run starts with. */
  async prepared(): Promise<PreparedScript> {
    if (this.#prepared?.ready.ok !== true || this.#variables.hasChanged()) this.#prepared = await this.#prepare();
    return this.#prepared;
  }

  async #prepare(): Promise<PreparedScript> {
    const { name, probe, timeoutMs, intervalMs } = this.#config;
    const credentials = await resolveCredentials(probe.user);
    const variables = credentials.ok ? this.#variables.read(credentials.value) : credentials;
    const facts = {
      ...(variables.ok ? variables.value.environment : {}),
      VIPWARD_CHECK: name,
      VIPWARD_TIMEOUT_MS: String(timeoutMs),
      VIPWARD_INTERVAL_MS: String(intervalMs),
    };
    return prepareScript({ ...probe, name, timeoutMs }, variables.ok ? credentials : variables, {
      backend: backendFor(credentials, 'check', probe.backend, probe.limits),
      security: this.#security,
      facts,
      secrets: variables.ok ? variables.value.secrets : [],
      leftovers: 'kill',
    });
  }
}
