import type { CheckConfig } from '../../model/check.ts';
import { type CheckHealth, type Worth, worthOfBad, worthOfGood } from '../check-health.ts';
import { riseNeeded } from './flap.ts';
import type { RunState } from './run-state.ts';
import { seconds } from './seconds.ts';

/** What follows from the runs alone. */
export function healthOfRuns(state: RunState, config: CheckConfig, nowMs: number): CheckHealth {
  const { count, level, broken } = state;
  const contradiction = contrary(state, config, nowMs);
  const health: CheckHealth = {
    check: config.name,
    health: count.health === 'up' && level === 'warn' ? 'warn' : count.health,
    blame: state.silent === 'yes' ? 'checker' : state.last === 'none' ? 'none' : state.last.blame,
    reason: `${reasonOf(state, config, nowMs)}${contradiction}`,
    worth: broken !== 'no' && broken.phase === 'ignored' ? 'nothing' : worthOf(state, config),
    flags: [
      ...(broken !== 'no' && broken.phase === 'held' ? (['held'] as const) : []),
      ...(nowMs < state.flap.flappingUntilMs ? (['flapping'] as const) : []),
    ],
  };
  return contradiction === '' ? health : { ...health, lastResult: 'contradicts' };
}

function reasonOf(state: RunState, config: CheckConfig, nowMs: number): string {
  const { last, broken, count } = state;
  if (state.silent === 'yes') {
    return `no result for ${seconds(nowMs - state.heardAtMs)}, ${seconds(config.staleAfterMs)} are allowed (stale_after)`;
  }
  if (last === 'none') return count.health === 'down' ? 'no result yet (init_fail)' : 'no result yet';
  if (broken !== 'no' && broken.phase === 'ignored') return `${last.reason} (ignored as long as the check is broken)`;
  if (broken !== 'no' && broken.phase === 'held' && config.onError.policy === 'hold') {
    const limit = seconds(config.onError.limitMs);
    return `${last.reason} (held since ${Math.floor((nowMs - broken.sinceMs) / 1000)} s, at most ${limit})`;
  }
  return count.health === 'down' && last.sample === 'failure' ? `${last.reason}${state.fellAfter}` : last.reason;
}

function contrary(
  { count, last, flap, goodSinceMs, broken, silent }: RunState,
  config: CheckConfig,
  nowMs: number,
): string {
  const { health, counter } = count;
  if (last === 'none' || silent === 'yes' || (broken !== 'no' && broken.phase !== 'over')) return '';
  if (health === 'up' && last.sample === 'failure') {
    return ` (failure ${config.rise + config.fall - 1 - counter} of ${config.fall}, still up)`;
  }
  if (health === 'up' || last.sample === 'failure') return '';
  const needed = riseNeeded(flap, config, goodSinceMs, nowMs);
  const why = needed > config.rise ? ', went down too often lately' : '';
  return ` (success ${counter} of ${needed}, ${NOT_YET[health]}${why})`;
}

const NOT_YET = { down: 'still down', unknown: 'not up yet' } as const;

function worthOf({ count, figure, silent }: RunState, config: CheckConfig): Worth {
  if (count.health === 'unknown') return 'weight';
  if (silent === 'yes') return worthOfBad(config);
  const asNone = count.health === 'down' ? worthOfBad(config) : worthOfGood(config);
  if (figure.inForce === 'none') return asNone;
  if (config.exitWeights !== 'none') return { points: figure.inForce };
  // A run that failed printed and read nothing that counts.
  if (count.health === 'down') return asNone;
  return config.weightFrom === 'value' && figure.inForce !== 'fault'
    ? { value: figure.inForce }
    : { points: figure.inForce };
}
