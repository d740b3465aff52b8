import type { Diagnosis } from '../../health/outcome.ts';
import { SCRIPT_DEFAULTS } from '../../model/probe.ts';
import type { Result } from '../../model/result.ts';
import { RememberedAudit } from './audit/remembered.ts';
import type { Credentials } from './credentials.ts';
import { scriptEnvironment } from './environment.ts';
import type { JobContext, ScriptJob } from './run.ts';
import type { Launch, SpawnBackend } from './spawn/backend.ts';

/** A script ready to be run again and again: all that does not change from run to run is worked out. */
export interface PreparedScript {
  readonly name: string;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly killGraceMs: number;
  readonly backend: SpawnBackend;
  readonly security: JobContext['security'];
  readonly secrets: readonly string[];
  readonly leftovers: JobContext['leftovers'];
  /** What is started, or why nothing can be. */
  readonly ready: Result<Ready, Diagnosis>;
}

export interface Ready {
  readonly launch: Launch;
  readonly audit: RememberedAudit;
}

/** @param credentials resolved once at load; a user that could not be resolved gives refused runs */
export function prepareScript(
  job: ScriptJob,
  credentials: Result<Credentials, Diagnosis>,
  { backend, security, facts, secrets = [], leftovers }: JobContext,
): PreparedScript {
  const { name, argv, timeoutMs, killGraceMs = SCRIPT_DEFAULTS.killGraceMs } = job;
  const common = { name, argv, timeoutMs, killGraceMs, backend, security, secrets, leftovers };
  if (!credentials.ok) return { ...common, ready: credentials };
  const who = credentials.value;
  const { umask, cwd = SCRIPT_DEFAULTS.cwd, limits = SCRIPT_DEFAULTS.limits } = job;
  const launch: Launch = { argv, environment: scriptEnvironment(who, facts), cwd, umask, limits, who };
  const audit = new RememberedAudit(argv[0] ?? '', who, security);
  return { ...common, ready: { ok: true, value: { launch, audit } } };
}
