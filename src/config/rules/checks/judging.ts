import type { ProbeConfig } from '../../../model/probe.ts';
import type { Report } from '../../diagnostic.ts';
import type { BlockSettings } from '../../keepalived/block/block-settings.ts';
import { durationText } from '../../keepalived/block/duration.ts';
import type { CheckDraft, CommandDraft, Draft } from '../../keepalived/compose/draft.ts';

/** Conventions that have a code for a warning. */
const WITH_WARNING = new Set(['nagios', 'ocf', 'consul', 'sysexits']);

/** How checks are judged: what is unbounded, contradicts itself, or has no effect. */
export function judgeJudging({ checks, instances }: Draft, report: Report): void {
  for (const check of checks) {
    judgeHolds(check, report);
    judgePoints(check, report);
    judgeWindows(check, report);
    judgeStaleness(check, report);
    for (const { keyword, missing } of effectless(check)) {
      const span = check.settings.entry(keyword)?.node.keyword.span;
      if (span !== undefined) report('CONF-390', span, `"${keyword}" has no effect ${missing}`);
    }
    for (const command of [check.command ?? [], check.hooks].flat()) judgeNul(command, report);
  }
  for (const command of instances.flatMap(({ notify }) => notify)) judgeNul(command, report);
}

function judgeHolds({ name, config, settings }: CheckDraft, report: Report): void {
  for (const [policy, limit] of [
    ['on_error', 'hold_limit'],
    ['blocked', 'blocked_limit'],
  ] as const) {
    const span = settings.span(policy);
    if (settings.text(policy) !== 'hold' || settings.has(limit) || span === undefined) continue;
    report('CONF-370', span, `"${name}": ${policy} hold has no ${limit}`, { help: `add ${limit}, for example 30s` });
  }
  const span = settings.span('on_error');
  if (config.onError.policy === 'ignore' && span !== undefined) {
    report('CONF-372', span, `while "${name}" is broken nothing tests what it tests`);
  }
}

/** Weight, map and output exclude each other; a factor of a number that is read is a weight. */
function judgePoints({ name, config, settings }: CheckDraft, report: Report): void {
  const written = ['weight', 'exit_weights', 'weight_from'].filter((word) => settings.has(word));
  const factor = config.weightFrom === 'value';
  const [first, second] = written;
  const span = settings.entry(second ?? '')?.node.keyword.span;
  if (second !== undefined && span !== undefined && !factor) {
    report('CONF-376', span, `"${name}" has both ${first} and ${second}`);
  }
  const from = settings.span('weight_from');
  if (factor && from !== undefined && !readsNumber(config.probe)) {
    report('CONF-392', from, `"${name}" reads no number`);
  }
}

const readsNumber = (probe: ProbeConfig): boolean => probe.kind === 'file' && probe.content.type === 'number';

function judgeWindows({ name, config, settings }: CheckDraft, report: Report): void {
  const span = (settings.entry('during') ?? settings.entry('except'))?.node.keyword.span;
  if (config.windows === 'always' || settings.has('outside') || span === undefined) return;
  report('CONF-381', span, `"${name}" does not say what it counts as outside its window`);
}

function judgeStaleness({ name, config, settings }: CheckDraft, report: Report): void {
  const span = settings.span('stale_after');
  const longestMs = Math.max(config.intervalMs, config.changingIntervalMs, config.downIntervalMs) + config.timeoutMs;
  if (span === undefined || config.schedule !== 'interval' || config.staleAfterMs >= longestMs) return;
  const next = durationText(longestMs);
  report('CONF-393', span, `"${name}" would be stale before its next result, which may take ${next}`);
}

interface Effectless {
  readonly keyword: string;
  /** Completes `has no effect …`. */
  readonly missing: string;
}

function effectless({ config, settings }: CheckDraft): readonly Effectless[] {
  const windows = settings.has('during') || settings.has('except');
  const rules: readonly (readonly [keywords: readonly string[], holds: boolean, missing: string])[] = [
    [['hold_limit'], settings.text('on_error') === 'hold', 'without on_error hold'],
    [['i_know'], config.onError.policy === 'ignore', 'without on_error ignore'],
    [['blocked', 'blocked_limit'], config.needs.length > 0, 'without needs'],
    [['blocked_limit'], config.needs.length === 0 || settings.text('blocked') === 'hold', 'without blocked hold'],
    [['outside'], windows, 'without during or except'],
    [['time_zone'], windows || config.schedule !== 'interval', 'without schedule, during or except'],
    [['flap_half_life', 'flap_hold'], config.flap !== 'off', 'with flap off'],
    [['interval', 'interval_changing', 'interval_down'], config.schedule === 'interval', 'beside schedule'],
    [['warn_weight'], canWarn(settings, config), `with exit ${settings.text('exit') ?? 'keepalived'}: it never warns`],
  ];
  return rules.flatMap(([keywords, holds, missing]) =>
    holds ? [] : keywords.filter((word) => settings.has(word)).map((keyword) => ({ keyword, missing })),
  );
}

const canWarn = (settings: BlockSettings, { probe }: CheckDraft['config']): boolean =>
  probe.kind !== 'script' || WITH_WARNING.has(settings.text('exit') ?? 'keepalived');

function judgeNul({ argv, span }: CommandDraft, report: Report): void {
  const index = argv.findIndex((word) => word.includes('\0'));
  if (index >= 0) report('CONF-386', span, `word ${index + 1} of the command holds a NUL character`);
}
