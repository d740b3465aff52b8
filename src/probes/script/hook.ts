import type { NotifyScript } from '../../model/instance.ts';
import type { Model } from '../../model/model.ts';
import { SCRIPT_DEFAULTS } from '../../model/probe.ts';
import type { Run } from '../probe.ts';
import { resolveCredentials } from './credentials.ts';
import { runScript } from './script-run.ts';
import { backendFor } from './spawn/backend-for.ts';

/** A program that is run for what it does, not for what it says: told of a change, or to restart a service. */
export interface Hook {
  /** Whom it is run for. */
  readonly name: string;
  readonly script: NotifyScript;
  /** Infinity: it runs until it is cancelled. */
  readonly timeoutMs: number;
  /** `VIPWARD_…` variables. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Starts it under the contract of every script, but what it starts may live on. */
export async function startHook(
  { name, script, timeoutMs, facts }: Hook,
  security: Model['scriptSecurity'],
): Promise<Run> {
  const credentials = await resolveCredentials(script.user);
  const backend = backendFor(credentials, 'notify');
  const job = { name, argv: script.argv, timeoutMs, umask: SCRIPT_DEFAULTS.umask };
  return runScript(job, credentials, { backend, security, facts, lateMs: 0, leftovers: 'leave' });
}
