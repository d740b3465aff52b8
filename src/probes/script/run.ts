import type { Model } from '../../model/model.ts';
import type { ScriptProbeConfig } from '../../model/probe.ts';
import type { SpawnBackend } from './spawn/backend.ts';

/** What to run: of a check, or of a notify script. */
export interface ScriptJob extends Pick<ScriptProbeConfig, 'argv' | 'umask'> {
  readonly name: string;
  readonly timeoutMs: number;
}

export interface RunContext {
  readonly backend: SpawnBackend;
  readonly security: Model['scriptSecurity'];
  /** `VIPWARD_…` variables for the script. */
  readonly facts: Readonly<Record<string, string>>;
  /** How long after its slot the run starts. */
  readonly lateMs: number;
  /**
   * What the script leaves running: a check leaves nothing behind; a notify script may have started a service, which
   * lives on and may go on writing.
   */
  readonly leftovers: 'kill' | 'leave';
}
