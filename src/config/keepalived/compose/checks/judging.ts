import type { CheckConfig, CronTime, OnError } from '../../../../model/check.ts';
import type { Audience, BlockSettings } from '../../block/block-settings.ts';
import { type HookOwner, readHook } from '../compose-command.ts';
import type { Token } from '../../read/tokens.ts';
import { type HookDraft, scriptOf, type TimeDraft } from '../draft.ts';
import { composeExitWeights } from './exit-weights.ts';
import { composeRecover } from './recover.ts';
import { composeSchedule, scheduleStaleMs } from './schedule.ts';
import { composeWindows } from './windows.ts';

const MS_PER_S = 1000;
const MINUTE = 60 * MS_PER_S;
const WEIGHT_FROM: Readonly<Record<string, CheckConfig['weightFrom']>> = { stdout: 'output', value: 'value' };

/** Everything about a check but its name and what it asks: how its results become a state. */
type Judging = Omit<CheckConfig, 'name' | 'probe'>;

/** Which check it is, and what holds where it says nothing. */
export interface JudgingDefaults extends HookOwner {
  readonly timeZone: string;
  readonly firstResult: CheckConfig['firstResult'];
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

interface Composed {
  readonly judging: Judging;
  readonly hooks: readonly HookDraft[];
  readonly times: readonly TimeDraft[];
}

/** The words of a check that say how it is judged, and the scripts that follow from its state. */
export function composeJudging(settings: BlockSettings, defaults: JudgingDefaults, audience: Audience): Composed {
  const { intervalMs, timeoutMs } = defaults;
  const timeZone = settings.text('time_zone') ?? defaults.timeZone;
  const recover = composeRecover(settings, defaults, audience);
  const onChange = readHook(settings, 'on_change', defaults, audience.report);
  const schedule = composeSchedule(settings, timeZone);
  const { windows, times } = composeWindows(settings, timeZone, audience.report);
  const weightsNode = settings.entry('exit_weights')?.node;
  const judging: Judging = {
    intervalMs,
    changingIntervalMs: settings.number('interval_changing') ?? intervalMs,
    downIntervalMs: settings.number('interval_down') ?? intervalMs,
    schedule: schedule?.cron ?? 'interval',
    initialDelayMs: settings.number('initial_delay') ?? 0,
    timeoutMs,
    rise: settings.number('rise') ?? 1,
    fall: settings.number('fall') ?? 1,
    firstResult: choiceOf(settings, 'first', ['decides', 'counts']) ?? defaults.firstResult,
    initial: settings.has('init_fail') ? 'down' : 'unknown',
    onError: onErrorOf(settings),
    staleAfterMs: settings.number('stale_after') ?? staleMs(schedule?.cron, defaults),
    flap: flapOf(settings),
    exitWeights:
      weightsNode === undefined
        ? 'none'
        : composeExitWeights(settings.lines('exit_weights'), weightsNode.keyword.span, audience.report),
    weightFrom: WEIGHT_FROM[settings.text('weight_from') ?? ''] ?? 'config',
    needs: neededBy(settings).map(({ text }) => text),
    whileBlocked: settings.text('blocked') === 'hold' ? { holdMs: settings.number('blocked_limit') ?? 0 } : 'down',
    windows,
    inMaintenance: choiceOf(settings, 'maintenance', ['frozen', 'good', 'bad']) ?? 'frozen',
    recover: recover?.config ?? 'none',
    onChange: onChange === undefined ? 'none' : scriptOf(onChange),
  };
  return {
    judging,
    hooks: [recover?.hook, onChange].filter((hook) => hook !== undefined),
    times: [...(schedule === undefined ? [] : [schedule]), ...times],
  };
}

/** The names in `needs`, where they stand. */
export const neededBy = (settings: BlockSettings): readonly Token[] =>
  settings.lines('needs').flatMap(({ keyword, args }) => [keyword, ...args]);

/** The word behind a keyword, as one of those that its row allows. */
function choiceOf<Word extends string>(
  settings: BlockSettings,
  keyword: string,
  words: readonly Word[],
): Word | undefined {
  return words.find((word) => word === settings.text(keyword));
}

function staleMs(cron: CronTime | undefined, { intervalMs, timeoutMs }: JudgingDefaults): number {
  const scheduledMs = cron === undefined ? undefined : scheduleStaleMs(cron);
  return scheduledMs ?? Math.max(3 * intervalMs, intervalMs + 2 * timeoutMs);
}

/** A hold without limit was reported; it holds nothing. */
function onErrorOf(settings: BlockSettings): OnError {
  const policy = choiceOf(settings, 'on_error', ['fail', 'hold', 'ignore']) ?? 'fail';
  return policy === 'hold' ? { policy, limitMs: settings.number('hold_limit') ?? 0 } : { policy };
}

/** On when it is switched on, or when one of its numbers is written. */
function flapOf(settings: BlockSettings): CheckConfig['flap'] {
  const tuned = settings.has('flap_half_life') || settings.has('flap_hold');
  if ((settings.switch('flap') ?? (tuned ? 'on' : 'off')) === 'off') return 'off';
  return {
    halfLifeMs: settings.number('flap_half_life') ?? MINUTE,
    holdMs: settings.number('flap_hold') ?? 5 * MINUTE,
  };
}
