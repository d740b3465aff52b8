import type { CheckConfig } from '../../../model/check.ts';
import type { RunAs } from '../../../model/instance.ts';
import { type ProbeConfig, SCRIPT_DEFAULTS } from '../../../model/probe.ts';
import type { Report } from '../../diagnostic.ts';
import type { Node } from '../tree.ts';
import { type Audience, type BlockSettings, readSettings } from '../block/block-settings.ts';
import { readCommand } from './compose-command.ts';
import { runAs } from './compose-global.ts';
import type { CheckDraft, CommandDraft } from './draft.ts';
import { ownFilesIn } from './own-files.ts';
import { NATIVE_KINDS, PROBE_COMPOSERS, type ProbeComposer } from './probes/probes.ts';

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

interface Defaults {
  readonly user: RunAs;
  readonly umask: number;
}

/** What a check asks with, and its command when that is a script. */
interface Asking {
  readonly probe: ProbeConfig;
  readonly command?: CommandDraft;
}

/** One `vrrp_script` block. Without a name there is nothing to track; that was reported. */
export function composeScriptCheck(
  node: Node,
  order: number,
  defaults: Defaults,
  audience: Audience,
): CheckDraft | undefined {
  return composeCheck(node, order, 'vrrp_script', audience, (name, settings) => {
    const script = settings.entry('script')?.node;
    if (script === undefined) audience.report('CONF-304', name.span, `"${name.text}" has no command`);
    const command = script === undefined ? undefined : readCommand(script, 'nothing', audience.report);
    const user = settings.user('user');
    const probe: ProbeConfig = {
      ...SCRIPT_DEFAULTS,
      kind: 'script',
      argv: command?.argv ?? [],
      user: user === undefined ? defaults.user : runAs(user),
      umask: defaults.umask,
    };
    return { probe, ...(command === undefined ? {} : { command }) };
  });
}

/** One `check` block: exactly one probe that needs no process. */
export function composeNativeCheck(node: Node, order: number, audience: Audience): CheckDraft | undefined {
  return composeCheck(node, order, 'check', audience, (name, settings) => {
    const asked = NATIVE_KINDS.flatMap((kind) => settings.entries(kind).map(({ node: place }) => ({ kind, place })));
    const [first, second] = asked;
    if (first === undefined) {
      audience.report('CONF-121', name.span, `"${name.text}" asks nothing: it has none of ${NATIVE_KINDS.join(', ')}`);
      return { probe: NOTHING };
    }
    if (second !== undefined) {
      const ways = `${first.kind} and ${second.kind}`;
      audience.report('CONF-122', second.place.keyword.span, `"${name.text}" asks in two ways: ${ways}`);
    }
    const inner = readSettings(first.place.block?.children ?? [], first.kind, audience);
    const compose = PROBE_COMPOSERS[first.kind] as ProbeComposer<ProbeConfig>;
    return { probe: compose(inner, { node: first.place, ...audience }) };
  });
}

function composeCheck(
  node: Node,
  order: number,
  block: 'vrrp_script' | 'check',
  audience: Audience,
  askWith: (name: Node['keyword'], settings: BlockSettings) => Asking,
): CheckDraft | undefined {
  const { report } = audience;
  const settings = readSettings(node.block?.children ?? [], block, audience);
  const [nameToken] = node.args;
  if (nameToken === undefined || node.block === undefined) return undefined;
  const intervalMs = timeMs(settings, 'interval', report) ?? MS_PER_S;
  const limitMs = block === 'check' ? Math.min(intervalMs, PROBE_LIMIT_MS) : intervalMs;
  const weight = settings.weight('weight');
  const { probe, command } = askWith(nameToken, settings);
  const timeoutMs = timeMs(settings, 'timeout', report) ?? limitMs;
  const config: CheckConfig = {
    name: nameToken.text,
    probe,
    intervalMs,
    changingIntervalMs: intervalMs,
    downIntervalMs: intervalMs,
    schedule: 'interval',
    initialDelayMs: 0,
    timeoutMs,
    rise: settings.number('rise') ?? 1,
    fall: settings.number('fall') ?? 1,
    firstResult: block === 'check' ? 'counts' : 'decides',
    initial: settings.has('init_fail') ? 'down' : 'unknown',
    onError: { policy: 'fail' },
    staleAfterMs: Math.max(3 * intervalMs, intervalMs + 2 * timeoutMs),
    flap: 'off',
    exitWeights: 'none',
    weightFrom: 'config',
    needs: [],
    whileBlocked: 'down',
    windows: 'always',
    inMaintenance: 'frozen',
    recover: 'none',
    onChange: 'none',
  };
  return {
    name: nameToken.text,
    nameSpan: nameToken.span,
    settings,
    command,
    ownFiles: ownFilesIn(node.block.children, block),
    config,
    weight: weight?.value ?? 0,
    reverse: weight?.reverse ?? 'normal',
    order,
  };
}

/** A time in ms; 0 counts as one second, which is said. */
function timeMs(settings: BlockSettings, keyword: string, report: Report): number | undefined {
  const value = settings.number(keyword);
  const span = settings.span(keyword);
  if (value === undefined || span === undefined) return undefined;
  if (value === 0) {
    report('CONF-213', span, `${keyword} 0 is taken as 1`);
    return MS_PER_S;
  }
  if (!Number.isInteger(value)) {
    report('CONF-214', span, `keepalived older than 2.3.2 rejects "${keyword} ${value}"`);
  }
  return Math.max(1, Math.round(value * MS_PER_S));
}
