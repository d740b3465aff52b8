import type { CheckConfig } from '../../model/check.ts';
import type { Judgement } from '../judgement.ts';
import type { Verdict } from '../verdict.ts';
import { type FigureCount, NO_FIGURE, afterFigure, afterNoFigure } from './figure.ts';
import { CALM, type Flap, afterGoingDown, riseNeeded } from './flap.ts';
import { type Result, type RiseFall, afterResult, beforeFirstResult } from './rise-fall.ts';

/** A check as its runs say. Times: monotonic ms. */
export interface RunState {
  readonly count: RiseFall;
  /** Of the last success. */
  readonly level: 'ok' | 'warn';
  readonly figure: FigureCount;
  readonly flap: Flap;
  /** Since when a check that is down has had `rise` successes in a row. */
  readonly goodSinceMs: number | 'not yet';
  /** The last sample: what `reason` tells. */
  readonly last: Sampled | 'none';
  /** The last sample of a run that could ask. */
  readonly lastReal: Sampled | 'none';
  /** `, 3 of 3`: how often it failed before it went down. */
  readonly fellAfter: string;
  readonly broken: 'no' | Broken;
  /** From when on the next result was waited for. */
  readonly heardAtMs: number;
  /** Whether that took longer than `staleAfterMs`. */
  readonly silent: 'no' | 'yes';
}

export type Sampled = Exclude<Verdict, { sample: 'none' }>;

/** Runs in a row in which the check was broken and `on_error` had something to say. */
interface Broken {
  readonly sinceMs: number;
  /** `over`: the limit of `hold` has passed, every further one counts as a failure. */
  readonly phase: 'held' | 'ignored' | 'over';
}

/** Before the first run. */
export const beforeFirstRun = (config: CheckConfig, heardAtMs: number): RunState => ({
  count: beforeFirstResult(config),
  level: 'ok',
  figure: NO_FIGURE,
  flap: CALM,
  goodSinceMs: 'not yet',
  last: 'none',
  lastReal: 'none',
  fellAfter: '',
  broken: 'no',
  heardAtMs,
  silent: 'no',
});

/** The check was not asked for so long that nothing is known of it; only how often it went down is remembered. */
export const forgotten = (state: RunState, config: CheckConfig, nowMs: number): RunState => ({
  ...beforeFirstRun({ ...config, initial: 'unknown' }, nowMs),
  flap: state.flap,
});

/** Takes a run in. A verdict that is no sample changes nothing. */
export function afterRun(before: RunState, judgement: Judgement, config: CheckConfig, nowMs: number): RunState {
  const { verdict } = judgement;
  if (verdict.sample === 'none') return before;
  const state: RunState = { ...before, heardAtMs: nowMs, silent: 'no', last: verdict };
  if (verdict.blame !== 'checker')
    return counted({ ...state, broken: 'no', lastReal: verdict }, judgement, config, nowMs);
  const { policy } = config.onError;
  if (policy === 'ignore') return { ...state, broken: { sinceMs: sinceOf(state, nowMs), phase: 'ignored' } };
  const holds = policy === 'hold' && state.lastReal !== 'none' && !isOver(state);
  if (!holds) return counted(state, judgement, config, nowMs);
  const held: RunState = { ...state, broken: { sinceMs: sinceOf(state, nowMs), phase: 'held' } };
  // What is repeated is the last real result: a failure goes on counting, a success lifts nothing that is down.
  return state.lastReal.sample === 'failure'
    ? counted(held, { verdict, figure: 'none', certainty: 'counts' }, config, nowMs)
    : held;
}

const sinceOf = ({ broken }: RunState, nowMs: number): number => (broken === 'no' ? nowMs : broken.sinceMs);

const isOver = ({ broken }: RunState): boolean => broken !== 'no' && broken.phase === 'over';

/** When the last real result stops standing in for a broken check; `Infinity`: it does not stand in. */
export const holdEndsAtMs = ({ broken }: RunState, { onError }: CheckConfig): number =>
  broken !== 'no' && broken.phase === 'held' && onError.policy === 'hold' ? broken.sinceMs + onError.limitMs : Infinity;

/** When the check is stale unless a result comes. */
export const staleAtMs = ({ silent, heardAtMs }: RunState, { staleAfterMs }: CheckConfig): number =>
  silent === 'yes' ? Infinity : heardAtMs + staleAfterMs;

/** The limit of `hold` has passed: what is broken counts as a failure from now on. */
export function afterHold(state: RunState, config: CheckConfig, nowMs: number): RunState {
  const endMs = holdEndsAtMs(state, config);
  if (state.broken === 'no' || state.last === 'none' || nowMs < endMs) return state;
  const over: RunState = { ...state, broken: { ...state.broken, phase: 'over' } };
  return counted(over, { verdict: state.last, figure: 'none', certainty: 'counts' }, config, endMs);
}

/** No result for too long: down at once, whatever `fall` and `on_error` say. */
export function afterSilence(state: RunState, config: CheckConfig, nowMs: number): RunState {
  const atMs = staleAtMs(state, config);
  if (nowMs < atMs) return state;
  const down: RunState = { ...state, silent: 'yes', broken: 'no', goodSinceMs: 'not yet', fellAfter: '' };
  const flap = state.count.health === 'up' ? afterGoingDown(state.flap, config, atMs) : state.flap;
  return { ...down, count: { health: 'down', counter: 0 }, flap };
}

function counted(state: RunState, judgement: Judgement, config: CheckConfig, nowMs: number): RunState {
  const { verdict, certainty, figure } = judgement;
  if (verdict.sample === 'none') return state;
  const needed = { certainty, riseNeeded: riseNeeded(state.flap, config, state.goodSinceMs, nowMs) };
  const count = afterResult(state.count, { sample: verdict.sample, ...needed }, config);
  return {
    ...state,
    count,
    level: verdict.sample === 'success' ? verdict.level : state.level,
    figure: figure === 'none' ? afterNoFigure(state.figure) : afterFigure(state.figure, figure, needed, config),
    ...(fell(state.count, count) ? afterFall(state, certainty, config, nowMs) : {}),
    goodSinceMs: goodSince(state, count, config, nowMs),
  };
}

const fell = (before: RiseFall, after: RiseFall): boolean => before.health === 'up' && after.health === 'down';

const afterFall = (
  { flap }: RunState,
  certainty: Result['certainty'],
  config: CheckConfig,
  nowMs: number,
): Pick<RunState, 'flap' | 'fellAfter'> => ({
  flap: afterGoingDown(flap, config, nowMs),
  fellAfter: certainty === 'counts' && config.fall > 1 ? `, ${config.fall} of ${config.fall}` : '',
});

function goodSince(before: RunState, count: RiseFall, { rise }: CheckConfig, nowMs: number): RunState['goodSinceMs'] {
  if (count.health !== 'down' || count.counter < rise) return 'not yet';
  return before.goodSinceMs === 'not yet' ? nowMs : before.goodSinceMs;
}
