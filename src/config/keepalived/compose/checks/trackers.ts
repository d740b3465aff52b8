import type { RunAs } from '../../../../model/instance.ts';
import type { CheckConfig } from '../../../../model/check.ts';
import type { InitFile } from '../../../../model/model.ts';
import type { ProbeConfig } from '../../../../model/probe.ts';
import type { FileProbeConfig } from '../../../../model/probe/file.ts';
import type { ParameterMatch } from '../../../../model/probe/process.ts';
import { type Audience, BlockSettings, readSettings } from '../../block/block-settings.ts';
import { numberOf, reportSurplus } from '../../block/values.ts';
import type { Token } from '../../read/tokens.ts';
import type { Node } from '../../tree.ts';
import type { CheckDraft } from '../draft.ts';
import { composeJudging } from './judging.ts';

const SECOND_MS = 1000;
/** keepalived's trackers run nothing and know no times. */
const DEFAULTS = {
  user: 'daemon' as RunAs,
  timeZone: 'UTC',
  firstResult: 'decides',
  intervalMs: SECOND_MS,
  timeoutMs: SECOND_MS,
} as const;

/** What a tracker block says. */
interface Tracker {
  readonly order: number;
  readonly space: 'process' | 'file';
  readonly settings: BlockSettings;
  readonly probe: ProbeConfig;
}

/** One `track_file` block: the number in the file times the weight. Source: `keepalived-conf.md` 2.7. */
export function composeFileTracker(node: Node, order: number, audience: Audience): CheckDraft | undefined {
  const settings = readSettings(node.block?.children ?? [], 'track_file', audience);
  const [path, span] = [settings.text('file'), settings.span('file')];
  const [name] = node.args;
  if (name === undefined || node.block === undefined) return undefined;
  if (!settings.has('file')) reportNothing(name, 'file', audience);
  if (path !== undefined && span !== undefined && !path.startsWith('/')) {
    audience.report('CONF-306', span, `"${path}" is not an absolute path`, { severity: 'error' });
  }
  const probe: FileProbeConfig = {
    kind: 'file',
    path: path ?? '',
    presence: 'exists',
    maxAgeMs: 'off',
    minSizeBytes: 0,
    content: { type: 'number', empty: 'zero' },
  };
  const draft = draftOf(name, { order, space: 'file', settings, probe }, audience);
  const initFile = readInitFile(settings, probe.path, audience);
  return {
    ...draft,
    config: { ...draft.config, weightFrom: 'value' },
    weight: settings.weight('weight')?.value ?? 1,
    ...(initFile === undefined ? {} : { initFile }),
  };
}

/**
 * One `vrrp_track_process` block. Parameters behind the program are compared exactly unless `param_match` says how;
 * `quorum_max 0` alone means that it must not run. Source: `keepalived-conf.md` 2.6.
 */
export function composeProcessTracker(node: Node, order: number, audience: Audience): CheckDraft | undefined {
  const settings = readSettings(node.block?.children ?? [], 'vrrp_track_process', audience);
  const [name] = node.args;
  if (name === undefined || node.block === undefined) return undefined;
  const [program, ...words] = settings.entry('process')?.node.args.map(({ text }) => text) ?? [];
  if (program === undefined) reportNothing(name, 'process', audience);
  const max = settings.number('quorum_max') ?? 'unlimited';
  const min = settings.number('quorum') ?? (max === 0 ? 0 : 1);
  const span = settings.span('quorum_max');
  if (max !== 'unlimited' && max < min && span !== undefined) {
    audience.report('CONF-625', span, `at most ${max} processes cannot be at least ${min}`);
  }
  const delays = delaysOf(settings, min);
  const compared = words.length > 0 || settings.has('param_match');
  const probe: ProbeConfig = {
    kind: 'process',
    match: {
      by: 'command',
      program: program ?? '',
      compare: settings.has('full_command') ? 'commandLine' : 'name',
      parameters: compared ? { match: parameterMatch(settings, audience), words } : 'any',
    },
    min,
    max,
    minChildren: 0,
    onDeath: delays.fall > 1 ? 'counts' : 'decides',
  };
  const draft = draftOf(name, { order, space: 'process', settings, probe }, audience);
  return { ...draft, config: { ...draft.config, ...delays } };
}

/**
 * keepalived's delays as looks in a row: after a change it is looked at again, at least once a second, until the change
 * has lasted. Where too few processes are bad an end leads to bad, where only too many are a start does.
 */
function delaysOf(settings: BlockSettings, min: number): Pick<CheckConfig, 'rise' | 'fall' | 'changingIntervalMs'> {
  const delayMs = (keyword: string): number =>
    Math.round((settings.number(keyword) ?? settings.number('delay') ?? 0) * SECOND_MS);
  const [start, end] = [delayMs('fork_delay'), delayMs('terminate_delay')];
  const changingIntervalMs = Math.max(1, Math.min(SECOND_MS, ...[start, end].filter((each) => each > 0)));
  const looks = (lastsMs: number): number => 1 + Math.ceil(lastsMs / changingIntervalMs);
  const [toBad, toGood] = min > 0 ? [end, start] : [start, end];
  return { rise: looks(toGood), fall: looks(toBad), changingIntervalMs };
}

/** `init_file [N] [overwrite]`, in any order. */
function readInitFile(settings: BlockSettings, path: string, { report }: Audience): InitFile | undefined {
  const entry = settings.entry('init_file');
  if (entry === undefined) return undefined;
  const words = entry.node.args.filter(({ kind }) => kind !== 'unresolved');
  const overwrite = words.filter(({ text }) => text === 'overwrite');
  const [number, ...rest] = words.filter(({ text }) => text !== 'overwrite');
  reportSurplus([...rest, ...overwrite.slice(1)], report);
  const value = number === undefined ? 0 : (numberOf(number, 'integer', report) ?? 0);
  return { path, value, present: overwrite.length > 0 ? 'overwrite' : 'keep' };
}

/** The word behind `param_match`; alone it means exact. */
function parameterMatch(settings: BlockSettings, { report }: Audience): ParameterMatch {
  const word = settings.entry('param_match')?.node.args[0];
  const found = (['exact', 'initial', 'partial'] as const).find((match) => match === word?.text);
  if (word !== undefined && word.kind !== 'unresolved' && found === undefined) {
    report('CONF-212', word.span, `param_match "${word.text}": use initial or partial`, {
      help: 'initial, partial, or nothing behind it',
    });
  }
  return found ?? 'exact';
}

const reportNothing = ({ text, span }: Token, keyword: string, { report }: Audience): void =>
  report('CONF-624', span, `"${text}" has no ${keyword} line: there is nothing to watch`);

function draftOf(name: Token, { order, space, settings, probe }: Tracker, audience: Audience): CheckDraft {
  const { judging } = composeJudging(new BlockSettings(), { ...DEFAULTS, name: name.text }, audience);
  const weight = settings.weight('weight');
  return {
    kind: 'check',
    name: name.text,
    nameSpan: name.span,
    space,
    whose: 'keepalived',
    settings,
    command: undefined,
    hooks: [],
    ownFiles: [],
    config: { name: name.text, probe, ...judging },
    needs: [],
    times: [],
    weight: weight?.value ?? 0,
    warnWeight: 'weight',
    reverse: weight?.reverse ?? 'normal',
    order,
  };
}
