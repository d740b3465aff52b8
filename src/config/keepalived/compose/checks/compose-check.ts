import type { CheckConfig } from '../../../../model/check.ts';
import type { RunAs } from '../../../../model/instance.ts';
import type { ProbeConfig } from '../../../../model/probe.ts';
import type { Report } from '../../../diagnostic.ts';
import type { Node } from '../../tree.ts';
import { type Audience, type BlockSettings, readSettings } from '../../block/block-settings.ts';
import type { CheckDraft, CommandDraft, OwnFileDraft } from '../draft.ts';
import { ownFilesIn } from '../own-files.ts';
import { NATIVE_KINDS, PROBE_COMPOSERS, type ProbeComposer } from '../probes/probes.ts';
import { composeJudging, neededBy } from './judging.ts';
import { composeScript } from './script.ts';

const MS_PER_S = 1000;
/** A probe without a process answers in milliseconds or not at all. */
const PROBE_LIMIT_MS = 1000;

/** Stands in for a probe that was not written; the file is refused. */
const NOTHING: ProbeConfig = {
  kind: 'file',
  path: '',
  presence: 'exists',
  maxAgeMs: 'off',
  minSizeBytes: 0,
  content: { type: 'any' },
};

export interface CheckDefaults {
  readonly user: RunAs;
  readonly umask: number;
  readonly timeZone: string;
}

/** What a check asks with, and its command when that is a script. */
interface Asking {
  readonly probe: ProbeConfig;
  readonly command?: CommandDraft;
  /** Files that lines name which are no settings. */
  readonly secrets: readonly OwnFileDraft[];
}

/** A block with a check in it. */
interface Place {
  readonly node: Node;
  readonly order: number;
  readonly block: 'vrrp_script' | 'check';
}

/** One `vrrp_script` block. Without a name there is nothing to track; that was reported. */
export function composeScriptCheck(
  node: Node,
  order: number,
  defaults: CheckDefaults,
  audience: Audience,
): CheckDraft | undefined {
  return composeCheck({ node, order, block: 'vrrp_script' }, defaults, audience, (name, settings) => {
    const { probe, command, secrets } = composeScript(name, settings, defaults, audience.report);
    return { probe, secrets, ...(command === undefined ? {} : { command }) };
  });
}

/** One `check` block: exactly one probe that needs no process. */
export function composeNativeCheck(
  node: Node,
  order: number,
  defaults: CheckDefaults,
  audience: Audience,
): CheckDraft | undefined {
  return composeCheck({ node, order, block: 'check' }, defaults, audience, (name, settings) => {
    const asked = NATIVE_KINDS.flatMap((kind) => settings.entries(kind).map(({ node: place }) => ({ kind, place })));
    const [first, second] = asked;
    if (first === undefined) {
      // A script here was said to be in the wrong block.
      const misplaced = node.block?.children.some(({ keyword }) => keyword.text === 'script') === true;
      if (misplaced) return { probe: NOTHING, secrets: [] };
      audience.report('CONF-121', name.span, `"${name.text}" asks nothing: it has none of ${NATIVE_KINDS.join(', ')}`);
      return { probe: NOTHING, secrets: [] };
    }
    if (second !== undefined) {
      const ways = `${first.kind} and ${second.kind}`;
      audience.report('CONF-122', second.place.keyword.span, `"${name.text}" asks in two ways: ${ways}`);
    }
    const inner = readSettings(first.place.block?.children ?? [], first.kind, audience);
    const compose = PROBE_COMPOSERS[first.kind] as ProbeComposer<ProbeConfig>;
    return { probe: compose(inner, { node: first.place, ...audience }), secrets: [] };
  });
}

function composeCheck(
  { node, order, block }: Place,
  { user, timeZone }: CheckDefaults,
  audience: Audience,
  askWith: (name: Node['keyword'], settings: BlockSettings) => Asking,
): CheckDraft | undefined {
  const settings = readSettings(node.block?.children ?? [], block, audience);
  const [nameToken] = node.args;
  if (nameToken === undefined || node.block === undefined) return undefined;
  const intervalMs = timeMs(settings, 'interval', audience.report) ?? MS_PER_S;
  const limitMs = block === 'check' ? Math.min(intervalMs, PROBE_LIMIT_MS) : intervalMs;
  const { probe, command, secrets } = askWith(nameToken, settings);
  const timeoutMs = timeMs(settings, 'timeout', audience.report) ?? limitMs;
  const firstResult = block === 'check' ? 'counts' : 'decides';
  const defaults = { name: nameToken.text, user, timeZone, firstResult, intervalMs, timeoutMs } as const;
  const { judging, hooks, times } = composeJudging(settings, defaults, audience);
  const config: CheckConfig = { name: nameToken.text, probe, ...judging };
  const weight = settings.weight('weight');
  return {
    name: nameToken.text,
    nameSpan: nameToken.span,
    kind: 'check',
    space: 'check',
    whose: block === 'check' ? 'vipward' : 'keepalived',
    settings,
    command,
    hooks,
    ownFiles: [...ownFilesIn(node.block.children, block), ...secrets],
    config,
    needs: neededBy(settings),
    times,
    weight: weight?.value ?? 0,
    warnWeight: settings.number('warn_weight') ?? 'weight',
    reverse: weight?.reverse ?? 'normal',
    order,
  };
}

/** A time in ms. In keepalived's own block 0 counts as one second, which is said. */
function timeMs(settings: BlockSettings, keyword: string, report: Report): number | undefined {
  const entry = settings.entry(keyword);
  const [value, span] = [settings.number(keyword), settings.span(keyword)];
  if (value === undefined || span === undefined) return undefined;
  if (entry?.setting.grammar.type === 'duration') return value;
  if (value === 0) {
    report('CONF-213', span, `${keyword} 0 is taken as 1`);
    return MS_PER_S;
  }
  if (!Number.isInteger(value)) {
    report('CONF-214', span, `keepalived older than 2.3.2 rejects "${keyword} ${value}"`);
  }
  return Math.max(1, Math.round(value * MS_PER_S));
}
