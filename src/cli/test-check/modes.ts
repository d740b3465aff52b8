import { enterSilence } from '../../linux/silence.ts';
import { type CheckConfig, isScriptCheck } from '../../model/check.ts';
import { err, ok, type Result } from '../../model/result.ts';

/** Long enough for a script to set its traps, too short for its work. */
const FORCED_LIMIT_MS = 100;

export interface Modes {
  readonly forceTimeout?: true;
  readonly blackhole?: true;
  readonly diskFull?: true;
}

/** A check as it is to be tried, and what was changed about it, in words. */
export interface Prepared {
  readonly check: CheckConfig;
  readonly changes: readonly string[];
}

/** Makes the surroundings worse than they are. Fails with a sentence when that cannot be done here. */
export function underModes(check: CheckConfig, modes: Modes): Result<Prepared, string> {
  const { forceTimeout, blackhole, diskFull } = modes;
  if ((forceTimeout ?? blackhole ?? diskFull) === undefined) return ok({ check, changes: [] });
  if (!isScriptCheck(check)) return err(`${check.name} is no script: there is nothing to try it in`);
  const changes: string[] = [];
  let tried = check;
  if (forceTimeout === true) {
    tried = { ...tried, timeoutMs: FORCED_LIMIT_MS };
    changes.push(`its time limit is ${FORCED_LIMIT_MS} ms`);
  }
  if (diskFull === true) {
    const limits = { ...tried.probe.limits, fileBytes: 0 };
    tried = { ...tried, probe: { ...tried.probe, limits } };
    changes.push('no file can be written (RLIMIT_FSIZE 0)');
  }
  if (blackhole === true) {
    const silent = enterSilence();
    if (!silent.ok) return err(`--blackhole needs a network namespace of its own: ${silent.error.text}`);
    changes.push('every peer is silent: packets to all but 127.0.0.1 vanish, and nothing listens there either');
  }
  return ok({ check: tried, changes });
}
