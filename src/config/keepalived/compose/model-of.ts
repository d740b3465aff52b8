import { devicesOf, trackingOf } from '../../../model/host/item.ts';
import type { InstanceConfig, Tracked } from '../../../model/instance.ts';
import type { Model } from '../../../model/model.ts';
import type { Token } from '../read/tokens.ts';
import { globalModel } from './compose-global.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import type { CheckDraft, CheckGroupDraft, Draft, GroupDraft, InstanceDraft } from './draft.ts';
import type { TrackedCheckDraft, TrackedDraft } from './draft.ts';
import { groupsByMember } from './draft.ts';
import { Trackables, wantedOf } from './checks/trackables.ts';

/** The model of a draft without errors. Checks that have no effect are left out. */
export function modelOf(draft: Draft, fallbackRouterId: string): Model {
  const known = new Trackables(draft);
  const wanted = wantedOf(draft, known);
  const memberOf = groupsByMember(draft.groups);
  const instances = draft.instances.map((instance) => {
    const groups = memberOf.get(instance.name) ?? [];
    const mayWeigh = groups.every(({ weights }) => weights === 'count') ? asWritten : unweighted;
    const ofGroups = <Line>(pick: (group: GroupDraft) => readonly Line[]): readonly Line[] => groups.flatMap(pick);
    return {
      ...instance.config,
      ...tellingOf(instance, groups, draft.globals),
      trackedChecks: withoutRepeats([
        ...instance.trackedChecks.map((line) => mayWeigh(trackedCheck(line, known))),
        ...ofGroups((group) => group.trackedChecks).map((line) => trackedCheck(line, known)),
      ]),
      trackedInterfaces: withoutRepeats([
        ...instance.trackedInterfaces.map((line) => mayWeigh(trackedOf(line, undefined))),
        ...ofGroups((group) => group.trackedInterfaces).map((line) => trackedOf(line, undefined)),
        ...staticDevices(draft, instance.name).map(faultWhenDown),
      ]).filter(({ name }) => name !== instance.config.interface),
    };
  });
  return {
    ...globalModel(draft.globals, fallbackRouterId),
    daemonName: draft.daemonName,
    initFiles: draft.checks.flatMap(({ initFile }) => initFile ?? []),
    notifications: draft.notifications.config,
    instances,
    statics: draft.statics.map(({ item }) => item),
    links: draft.links.map(({ span: _span, ...rule }) => rule),
    pacing: draft.pacing.map(({ group }) => group),
    syncGroups: draft.groups
      .filter(({ members }) => members.length > 0)
      .map(({ name, members, scripts, settings }) => ({
        name,
        members: members.map(({ text }) => text),
        notify: scripts,
        mail: mailOf(settings, draft.globals),
      })),
    checks: draft.checks
      .filter((check) => wanted.has(check))
      .map(({ config, needs }) => ({ ...config, needs: modelNames(needs, known) })),
    groups: draft.checkGroups
      .filter((group) => wanted.has(group))
      .map(({ config, members }) => ({ ...config, of: modelNames(members, known) })),
  };
}

/** Interfaces of static lines that the instance depends on by their `track_group`. */
function staticDevices({ statics, trackGroups }: Draft, instance: string): readonly string[] {
  const groups = trackGroups.filter(({ members }) => members.some(({ text }) => text === instance));
  const names = new Set(groups.map(({ name }) => name.text));
  return statics
    .filter(({ item, trackGroup }) => names.has(trackGroup?.text ?? '') && trackingOf(item) === 'track')
    .flatMap(({ item }) => devicesOf(item));
}

const faultWhenDown = (name: string): Tracked => ({ name, weight: 0, warnWeight: 'weight', reverse: 'normal' });

/** An instance's own word counts before that of its group, and that before the one for all. */
function tellingOf(
  { settings }: InstanceDraft,
  groups: readonly GroupDraft[],
  globals: BlockSettings,
): Pick<InstanceConfig, 'priorityEvents' | 'mail'> {
  const own = (word: string): 'on' | 'off' | undefined =>
    [settings, ...groups.map((group) => group.settings)].flatMap((each) => each.switch(word) ?? [])[0];
  const priorities = own('notify_priority_changes') ?? globals.switch('vrrp_notify_priority_changes');
  return {
    priorityEvents: priorities === 'on' ? 'told' : 'silent',
    mail: mailOf(settings, globals),
  };
}

const mailOf = (own: BlockSettings, globals: BlockSettings): 'on' | 'off' =>
  own.switch('smtp_alert') ?? globals.switch('smtp_alert_vrrp') ?? globals.switch('smtp_alert') ?? 'off';

const modelNames = (names: readonly Token[], known: Trackables): readonly string[] => [
  ...new Set(names.map(({ text }) => known.named(text)?.config.name ?? text)),
];

const asWritten = (tracked: Tracked): Tracked => tracked;

/** In a sync group a member's own points would part it from the others: bad is a fault of all. Source: vrrp.md 4.1. */
const unweighted = (tracked: Tracked): Tracked => ({ ...tracked, weight: 0, warnWeight: 'weight' });

/** What an instance and its group track counts once, as the instance has it. */
function withoutRepeats(lines: readonly Tracked[]): readonly Tracked[] {
  const byName = new Map<string, Tracked>();
  for (const line of lines) if (!byName.has(line.name)) byName.set(line.name, line);
  return [...byName.values()];
}

function trackedCheck(line: TrackedCheckDraft, known: Trackables): Tracked {
  const check = known.find(line.space, line.name);
  return { ...trackedOf(line, check), name: check?.config.name ?? line.name };
}

function trackedOf({ name, weight, reverse }: TrackedDraft, check: CheckDraft | CheckGroupDraft | undefined): Tracked {
  return {
    name,
    weight: weight ?? check?.weight ?? 0,
    warnWeight: check?.warnWeight ?? 'weight',
    reverse: reverse ?? check?.reverse ?? 'normal',
  };
}
