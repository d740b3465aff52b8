import type { Report } from '../../diagnostic.ts';
import type { Span } from '../../source.ts';
import type { Node } from '../tree.ts';
import { type Audience, readSettings } from '../block/block-settings.ts';
import { readCommand } from './compose-command.ts';
import { readTracked, readTrackedChecks } from './compose-tracked.ts';
import type { GroupDraft, InstanceDraft } from './draft.ts';

const NOTIFY = ['notify', 'notify_master', 'notify_backup', 'notify_fault', 'notify_stop'];

/** One `vrrp_sync_group` block. Groups are judged, not carried out in this release. */
export function composeGroup(node: Node, order: number, audience: Audience): GroupDraft | undefined {
  const { report } = audience;
  const settings = readSettings(node.block?.children ?? [], 'vrrp_sync_group', audience);
  const [name] = node.args;
  if (name === undefined || node.block === undefined) return undefined;
  const members = settings.entry('group')?.node.block?.children.flatMap((line) => [line.keyword, ...line.args]) ?? [];
  for (const keyword of NOTIFY) {
    const line = settings.entry(keyword)?.node;
    if (line === undefined) continue;
    readCommand(line, 'user', report);
    report('CONF-803', line.keyword.span, `"${keyword}" of a sync group comes in a later release, ignored`, {
      help: 'put it in the instances',
    });
  }
  return {
    name: name.text,
    nameSpan: name.span,
    settings,
    members,
    trackedChecks: readTrackedChecks(settings, report),
    trackedInterfaces: readTracked(settings.lines('track_interface'), report),
    order,
  };
}

/**
 * Judges groups against the instances. Two members or more cannot be left to change state alone, so that is an error;
 * a group of one changes nothing but what it tracks.
 */
export function judgeGroups(groups: readonly GroupDraft[], instances: readonly InstanceDraft[], report: Report): void {
  const owner = new Map<string, { group: string; span: Span }>();
  const names = new Set(instances.map(({ name }) => name));
  for (const group of groups) {
    if (group.members.length === 0) {
      report('CONF-423', group.nameSpan, `group "${group.name}" has no members`);
    } else if (group.members.length === 1) {
      report('CONF-423', group.nameSpan, `group "${group.name}" has one member`);
    } else {
      report(
        'CONF-804',
        group.nameSpan,
        `sync group "${group.name}" is not supported in this release: its members would change state alone`,
        {
          help: 'delete the group when its instances may be on different nodes',
        },
      );
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
