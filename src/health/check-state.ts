import type { CheckConfig } from '../model/check.ts';
import type { CheckHealth, PauseKind } from './check-health.ts';
import { type Pause, foremost, healthInPause, holdLimitMs } from './check/pause.ts';
import { healthOfRuns } from './check/run-health.ts';
import {
  type RunState,
  afterHold,
  afterRun,
  afterSilence,
  beforeFirstRun,
  forgotten,
  holdEndsAtMs,
  staleAtMs,
} from './check/run-state.ts';
import { seconds } from './check/seconds.ts';
import type { Judgement } from './judgement.ts';
import { unreachable } from '../model/result.ts';

export type { CheckHealth } from './check-health.ts';

/** A check between two events. All times: ms of one monotonic clock. */
export interface CheckState {
  readonly runs: RunState;
  /** At most one of a kind, and at most one that ends. */
  readonly pauses: readonly Pause[];
  /** What it counted as before it went down by a run. */
  readonly beforeDown: CheckHealth | 'none';
  readonly withheld: { readonly sinceMs: number; readonly untilMs: number } | 'no';
  /** Of the last event. */
  readonly atMs: number;
}

/** What may happen to a check. */
export type CheckEvent =
  /** A run ended. */
  | { readonly type: 'judged'; readonly judgement: Judgement }
  /** Nothing but time passed: {@link nextChangeMs} has come. */
  | { readonly type: 'time' }
  /** Not judged from now on. `detail`: for `blocked` the check at the root of it, else a note or nothing. */
  | { readonly type: 'paused'; readonly why: PauseKind; readonly detail: string }
  /** That is over: the check is to be asked at once. */
  | { readonly type: 'resumed'; readonly why: PauseKind }
  /** It went down by its last run, and its service is being restarted: counts as before until then at the latest. */
  | { readonly type: 'withhold'; readonly untilMs: number }
  /** That did not help: down now. */
  | { readonly type: 'release' };

/** A check that has not run yet. It is stale when its first result takes longer than its delay, limit and stale time. */
export function initialCheckState(config: CheckConfig, nowMs: number): CheckState {
  const runs = beforeFirstRun(config, nowMs + config.initialDelayMs + config.timeoutMs);
  return { runs, pauses: [], beforeDown: 'none', withheld: 'no', atMs: nowMs };
}

/** What the event, and the time since the last one, make of a check. Source: checks.md 2.5, 3.2 to 3.9, 6.2. */
export function afterEvent(before: CheckState, event: CheckEvent, config: CheckConfig, nowMs: number): CheckState {
  const state = afterTime(before, config, nowMs);
  switch (event.type) {
    case 'judged':
      return afterJudged(state, event.judgement, config, nowMs);
    case 'time':
      return state;
    case 'paused':
      return afterPaused(state, event, config, nowMs);
    case 'resumed':
      return afterResumed(state, event.why, config, nowMs);
    case 'withhold':
      return state.beforeDown === 'none' ? state : { ...state, withheld: { sinceMs: nowMs, untilMs: event.untilMs } };
    case 'release':
      return { ...state, withheld: 'no' };
    default:
      return unreachable(event);
  }
}

/** What is to be told of a check now. */
export function healthOf(before: CheckState, config: CheckConfig, nowMs: number): CheckHealth {
  const state = afterTime(before, config, nowMs);
  const pause = foremost(state.pauses);
  if (pause !== undefined) return healthInPause(pause, config, nowMs);
  const health = healthOfRuns(state.runs, config, nowMs);
  if (state.withheld === 'no' || state.beforeDown === 'none') return health;
  const limit = seconds(state.withheld.untilMs - state.withheld.sinceMs);
  return {
    ...state.beforeDown,
    blame: health.blame,
    reason: `${health.reason} (recovery is tried, counts as before for at most ${limit})`,
    flags: ['recovering', ...health.flags],
  };
}

/** When time alone will change what {@link healthOf} says, if no event comes before; `Infinity`: never. */
export function nextChangeMs(state: CheckState, config: CheckConfig): number {
  const pause = foremost(state.pauses);
  const times = [
    holdEndsAtMs(state.runs, config),
    isPaused(state) ? Infinity : staleAtMs(state.runs, config),
    state.runs.flap.flappingUntilMs,
    state.withheld === 'no' ? Infinity : state.withheld.untilMs,
    pause === undefined ? Infinity : holdLimitMs(pause, config),
  ];
  return Math.min(...times.filter((atMs) => atMs > state.atMs));
}

/**
 * When a check that stands without results is to be told again, so that whoever listens knows that main lives;
 * `Infinity`: its runs tell. Three times in the time after which it would be stale.
 */
export const renewalMs = (state: CheckState, { staleAfterMs }: CheckConfig): number =>
  state.pauses.length > 0 || state.withheld !== 'no' ? state.atMs + staleAfterMs / 3 : Infinity;

/** Whether no results are to be expected now. */
const isPaused = ({ pauses }: CheckState): boolean => pauses.some(({ phase }) => phase === 'on');

function afterTime(state: CheckState, config: CheckConfig, nowMs: number): CheckState {
  const runs = isPaused(state) ? afterHold(state.runs, config, nowMs) : afterWaiting(state.runs, config, nowMs);
  const { withheld } = state;
  const isOver = withheld !== 'no' && nowMs >= withheld.untilMs;
  return awaited({ ...state, runs, withheld: isOver ? 'no' : withheld, atMs: nowMs });
}

/** Whichever of both comes first: a check that is silent holds nothing any more. */
const afterWaiting = (runs: RunState, config: CheckConfig, nowMs: number): RunState =>
  staleAtMs(runs, config) < holdEndsAtMs(runs, config)
    ? afterSilence(runs, config, nowMs)
    : afterSilence(afterHold(runs, config, nowMs), config, nowMs);

/** A pause that ends is over when something is known of the check again. */
const awaited = (state: CheckState): CheckState =>
  state.runs.count.health === 'unknown'
    ? state
    : { ...state, pauses: state.pauses.filter(({ phase }) => phase === 'on') };

function afterJudged(state: CheckState, judgement: Judgement, config: CheckConfig, nowMs: number): CheckState {
  const runs = afterRun(state.runs, judgement, config, nowMs);
  const [was, is] = [state.runs.count.health, runs.count.health];
  const next = awaited({ ...state, runs });
  if (is !== 'down') return { ...next, beforeDown: 'none', withheld: 'no' };
  return was === 'up' ? { ...next, beforeDown: healthOfRuns(state.runs, config, nowMs) } : next;
}

function afterPaused(
  state: CheckState,
  { why, detail }: Extract<CheckEvent, { type: 'paused' }>,
  config: CheckConfig,
  nowMs: number,
): CheckState {
  const going = state.pauses.filter(({ phase }) => phase === 'on');
  const same = going.find(({ kind }) => kind === why);
  const others = going.filter(({ kind }) => kind !== why);
  // What it counted as before a pause that has just ended, or the reasons would stand inside each other.
  const ending = state.pauses.find(({ phase }) => phase === 'ending');
  const before = (same ?? ending)?.before ?? healthOf(state, config, nowMs);
  return { ...state, pauses: [...others, { kind: why, detail, sinceMs: same?.sinceMs ?? nowMs, before, phase: 'on' }] };
}

/** What was heard during the pause counts if it is fresh; otherwise the check counts as in the pause until a result. */
function afterResumed(state: CheckState, why: PauseKind, config: CheckConfig, nowMs: number): CheckState {
  const ended = state.pauses.find(({ kind, phase }) => kind === why && phase === 'on');
  if (ended === undefined) return state;
  const others = state.pauses.filter((pause) => pause !== ended);
  const wasHeard = state.runs.last !== 'none' && state.runs.heardAtMs > ended.sinceMs;
  const isFresh = wasHeard && nowMs < staleAtMs(state.runs, config);
  if (others.length > 0 || isFresh) return { ...state, pauses: others };
  const runs = forgotten(state.runs, config, nowMs);
  return { ...state, runs, pauses: [{ ...ended, phase: 'ending' }], beforeDown: 'none', withheld: 'no' };
}
