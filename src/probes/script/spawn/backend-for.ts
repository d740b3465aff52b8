import type { Diagnosis } from '../../../health/outcome.ts';
import { canSpawnDirectly } from '../../../linux/spawn/posix-spawn.ts';
import type { Result } from '../../../model/result.ts';
import type { Credentials } from '../credentials.ts';
import { directBackend } from './backend-direct.ts';
import { execaBackend } from './backend-execa.ts';
import type { SpawnBackend } from './backend.ts';

/**
 * Which backend runs a script; the record of the run names it. Direct for checks of the daemon's own user, where the C
 * library can; execa for another user, for notify scripts, which are rare and may live on, and elsewhere.
 */
export function backendFor(who: Result<Credentials, Diagnosis>, purpose: 'check' | 'notify'): SpawnBackend {
  const isSameUser = who.ok && who.value.change === 'same';
  return canSpawnDirectly && purpose === 'check' && isSameUser ? directBackend : execaBackend;
}
