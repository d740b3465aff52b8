import type { RunAs } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import type { Node } from '../tree.ts';
import { type Audience, readSettings } from '../block/block-settings.ts';
import { readNotify } from './compose-notify.ts';
import { readTracked, readTrackedChecks } from './compose-tracked.ts';
import type { GroupDraft, InstanceDraft } from './draft.ts';

/** One `vrrp_sync_group` block. */
export function composeGroup(
  node: Node,
  order: number,
  defaultUser: RunAs,
  audience: Audience,
): GroupDraft | undefined {
  const { report } = audience;
  const settings = readSettings(node.block?.children ?? [], 'vrrp_sync_group', audience);
  const [name] = node.args;
  if (name === undefined || node.block === undefined) return undefined;
  const members = settings.entry('group')?.node.block?.children.flatMap((line) => [line.keyword, ...line.args]) ?? [];
  const notify = readNotify(settings, { name: `group ${name.text}`, user: defaultUser }, report);
  return {
    name: name.text,
    nameSpan: name.span,
    settings,
    members,
    trackedChecks: readTrackedChecks(settings, report),
    trackedInterfaces: readTracked(settings.lines('track_interface'), report),
    weights: settings.has('sync_group_tracking_weight') || settings.has('global_tracking') ? 'count' : 'ignored',
    scripts: notify.scripts,
    notify: notify.hooks,
    order,
  };
}

/** Judges groups against the instances. */
export function judgeGroups(groups: readonly GroupDraft[], instances: readonly InstanceDraft[], report: Report): void {
  const owner = new Map<string, { group: string; span: Span }>();
  const names = new Set(instances.map(({ name }) => name));
  for (const group of groups) {
    if (group.members.length === 0) {
      report('CONF-423', group.nameSpan, `group "${group.name}" has no members`);
    } else if (group.members.length === 1) {
      report('CONF-423', group.nameSpan, `group "${group.name}" has one member`);
    }
    for (const member of group.members) {
      const before = owner.get(member.text);
      if (!names.has(member.text) && member.kind !== 'unresolved') {
        report('CONF-424', member.span, `instance "${member.text}" is not defined`);
      } else if (before !== undefined) {
        const related = [{ span: before.span, message: `in group "${before.group}"` }];
        report('CONF-424', member.span, `instance "${member.text}" is in two groups`, { related });
      }
      owner.set(member.text, { group: group.name, span: member.span });
    }
  }
}
