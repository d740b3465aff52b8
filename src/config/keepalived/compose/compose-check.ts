import type { CheckConfig } from '../../../model/check.ts';
import type { RunAs } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import type { Node } from '../tree.ts';
import { type Audience, type BlockSettings, readSettings } from '../block/block-settings.ts';
import { readCommand } from './compose-command.ts';
import { runAs } from './compose-global.ts';
import type { CheckDraft } from './draft.ts';

const MS_PER_S = 1000;

interface Defaults {
  readonly user: RunAs;
  readonly umask: number;
}

/** One `vrrp_script` block. Without a name there is nothing to track; that was reported. */
export function composeCheck(
  node: Node,
  order: number,
  defaults: Defaults,
  audience: Audience,
): CheckDraft | undefined {
  const { report } = audience;
  const settings = readSettings(node.block?.children ?? [], 'vrrp_script', audience);
  const [nameToken] = node.args;
  if (nameToken === undefined || node.block === undefined) return undefined;
  const script = settings.entry('script')?.node;
  if (script === undefined) report('CONF-304', nameToken.span, `"${nameToken.text}" has no command`);
  const command = script === undefined ? undefined : readCommand(script, 'nothing', report);
  const intervalMs = timeMs(settings, 'interval', report) ?? MS_PER_S;
  const user = settings.user('user');
  const weight = settings.weight('weight');
  const config: CheckConfig = {
    name: nameToken.text,
    argv: command?.argv ?? [],
    user: user === undefined ? defaults.user : runAs(user),
    intervalMs,
    timeoutMs: timeMs(settings, 'timeout', report) ?? intervalMs,
    rise: settings.number('rise') ?? 1,
    fall: settings.number('fall') ?? 1,
    firstResult: 'decides',
    initial: settings.has('init_fail') ? 'down' : 'unknown',
    umask: defaults.umask,
  };
  return {
    name: nameToken.text,
    nameSpan: nameToken.span,
    settings,
    command,
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
