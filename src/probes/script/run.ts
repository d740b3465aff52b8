import type { Model } from '../../model/model.ts';
import type { ScriptProbeConfig } from '../../model/probe.ts';
import type { SpawnBackend } from './spawn/backend.ts';

/** What to run: of a check, or of a notify script. What is left out is as in `SCRIPT_DEFAULTS`. */
export interface ScriptJob
  extends
    Pick<ScriptProbeConfig, 'argv' | 'umask'>,
    Partial<Pick<ScriptProbeConfig, 'cwd' | 'limits' | 'killGraceMs'>> {
  readonly name: string;
  readonly timeoutMs: number;
}

/** The circumstances of all runs of a job. */
export interface JobContext {
  readonly backend: SpawnBackend;
  readonly security: Model['scriptSecurity'];
  /** `VIPWARD_…` and other variables for the script, on top of those that every script gets. */
  readonly facts: Readonly<Record<string, string>>;
  /** Texts that no record may show. */
  readonly secrets?: readonly string[];
  /**
   * What the script leaves running: a check leaves nothing behind; a notify script may have started a service, which
   * lives on and may go on writing.
   */
  readonly leftovers: 'kill' | 'leave';
}

export interface RunContext extends JobContext {
  /** How long after its slot the run starts. */
  readonly lateMs: number;
}
