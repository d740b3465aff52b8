import type { Diagnosis } from '../../../health/outcome.ts';
import { canSpawnDirectly } from '../../../linux/spawn/posix-spawn.ts';
import type { ProcessLimits, ScriptProbeConfig } from '../../../model/probe.ts';
import type { Result } from '../../../model/result.ts';
import type { Credentials } from '../credentials.ts';
import { directBackend } from './backend-direct.ts';
import { execaBackend } from './backend-execa.ts';
import type { SpawnBackend } from './backend.ts';

/**
 * Which backend runs a script; the record of the run names it. Direct for checks of the daemon's own user with its own
 * limits, where the C library can; execa for another user, for notify scripts, which are rare and may live on, and
 * elsewhere. A wish for `direct` is followed wherever the C library can.
 */
export function backendFor(
  who: Result<Credentials, Diagnosis>,
  purpose: 'check' | 'notify',
  wish: ScriptProbeConfig['backend'] = 'auto',
  limits: ProcessLimits = {},
): SpawnBackend {
  if (!canSpawnDirectly || wish === 'execa') return execaBackend;
  if (wish === 'direct') return directBackend;
  const isPlain = who.ok && who.value.change === 'same' && Object.keys(limits).length === 0;
  return purpose === 'check' && isPlain ? directBackend : execaBackend;
}
