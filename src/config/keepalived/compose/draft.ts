import type { CheckConfig, CheckGroup, CronTime } from '../../../model/check.ts';
import type { HostItem } from '../../../model/host/item.ts';
import type { LinkRule, PacingGroup } from '../../../model/host/links.ts';
import type { InstanceConfig, NotifyScript, RunAs, SyncGroup, Vip } from '../../../model/instance.ts';
import type { InitFile } from '../../../model/model.ts';
import type { Notifications } from '../../../model/notifications.ts';
import type { Setting } from '../../settings/setting.ts';
import type { Span } from '../../source.ts';
import type { Token } from '../read/tokens.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import type { Ip } from '../block/ip.ts';

/** A command as it would run, with the places that rules point at. */
export interface CommandDraft {
  readonly argv: readonly string[];
  /** As written, for a shell. */
  readonly text: string;
  readonly span: Span;
  /** The user written behind the command. */
  readonly user?: RunAs;
  readonly userSpan?: Span;
}

/** A command that is run for what it does, not for what it says: a notification, a recovery. */
export interface HookDraft extends CommandDraft {
  /** What it is for, and whose: `notify_master of "WEB"`. */
  readonly title: string;
  /** Who it runs as, written or not. */
  readonly runAs: RunAs;
  /** Who knows the word. */
  readonly whose: Setting['whose'];
}

export const scriptOf = ({ argv, runAs }: HookDraft): NotifyScript => ({ argv, user: runAs });

/** A cron pattern of a check, and its place. */
export interface TimeDraft {
  readonly cron: CronTime;
  readonly span: Span;
}

/** A file that a check reads itself: a certificate, or a secret. */
export interface OwnFileDraft {
  readonly path: string;
  readonly holds: 'secret' | 'public';
  readonly span: Span;
}

/** One line of an address block. */
export interface AddressDraft {
  readonly ip: Ip;
  readonly span: Span;
  /** `undefined`: none was written. */
  readonly prefixLength: number | undefined;
  readonly prefixSpan: Span | undefined;
  readonly device: string | undefined;
  /** `track_group`, of static addresses. */
  readonly trackGroup: Token | undefined;
  readonly vip: Vip;
}

/**
 * keepalived keeps the names of scripts, processes and files apart. Checks and groups of checks share the names of
 * scripts.
 */
export type NameSpace = 'check' | 'process' | 'file';

/** One line of a `track_…` block. `weight` only when written there. */
export interface TrackedDraft {
  readonly name: string;
  readonly span: Span;
  readonly weight: number | undefined;
  readonly reverse: 'normal' | 'reverse' | undefined;
}

/** A line of `track_check`, `track_script`, `track_process` or `track_file`. */
export interface TrackedCheckDraft extends TrackedDraft {
  readonly space: NameSpace;
}

/** What a `track_…` line may name. */
interface Trackable {
  readonly name: string;
  readonly nameSpan: Span;
  readonly space: NameSpace;
  /** Whether keepalived knows such blocks, and their order matters to it. */
  readonly whose: 'keepalived' | 'vipward';
  readonly settings: BlockSettings;
  /** What it is worth where the line that tracks it does not say. */
  readonly weight: number;
  readonly warnWeight: number | 'weight';
  readonly reverse: 'normal' | 'reverse';
  /** Where it stands among the blocks of the file. */
  readonly order: number;
}

export interface CheckDraft extends Trackable {
  readonly kind: 'check';
  readonly command: CommandDraft | undefined;
  /** Scripts that follow from its state: recovery, `on_change`. */
  readonly hooks: readonly HookDraft[];
  readonly ownFiles: readonly OwnFileDraft[];
  readonly initFile?: InitFile;
  /** `config.name` is the name in the model: no two are equal there, whatever they are. */
  readonly config: CheckConfig;
  readonly needs: readonly Token[];
  /** Its schedule, and the patterns of its windows. */
  readonly times: readonly TimeDraft[];
}

export interface CheckGroupDraft extends Trackable {
  readonly kind: 'group';
  readonly config: CheckGroup;
  readonly members: readonly Token[];
}

export interface InstanceDraft {
  readonly name: string;
  readonly nameSpan: Span;
  readonly settings: BlockSettings;
  readonly order: number;
  /** As far as it could be read; the model takes it only when the text is without error. */
  readonly config: InstanceConfig;
  readonly vips: readonly AddressDraft[];
  readonly excludedVips: readonly AddressDraft[];
  /** Routes and rules. */
  readonly carried: readonly StaticDraft[];
  readonly trackedChecks: readonly TrackedCheckDraft[];
  readonly trackedInterfaces: readonly TrackedDraft[];
  readonly notify: readonly HookDraft[];
  readonly strict: 'strict' | 'lenient';
}

export interface GroupDraft {
  readonly name: string;
  readonly nameSpan: Span;
  readonly settings: BlockSettings;
  readonly members: readonly Token[];
  readonly trackedChecks: readonly TrackedCheckDraft[];
  readonly trackedInterfaces: readonly TrackedDraft[];
  /** `sync_group_tracking_weight`: without it what a member tracks has no weight, and bad is a fault of the group. */
  readonly weights: 'count' | 'ignored';
  readonly scripts: SyncGroup['notify'];
  readonly notify: readonly HookDraft[];
  readonly order: number;
}

/** A named pipe as it is written. */
export interface FifoDraft {
  readonly path: string;
  readonly span: Span;
  readonly owner: RunAs;
  readonly ownerSpan?: Span;
}

/** A line of `static_ipaddress`, `static_routes` or `static_rules`. */
export interface StaticDraft {
  readonly item: HostItem;
  readonly span: Span;
  readonly trackGroup: Token | undefined;
}

/** Instances that need what static lines stand upon. */
export interface TrackGroupDraft {
  readonly name: Token;
  readonly members: readonly Token[];
}

/** What counts as the state of an interface. */
export type LinkDraft = LinkRule & { readonly span: Span };

/** A `garp_group`, with its interfaces as written. */
export interface PacingDraft {
  readonly group: PacingGroup;
  readonly named: readonly Token[];
}

/** What stands in `global_defs` about who is told of what, with the places that rules point at. */
export interface NotificationsDraft {
  readonly config: Notifications;
  readonly hooks: readonly HookDraft[];
  readonly fifos: readonly FifoDraft[];
}

/** What a file says, before the rules that look at more than one block. */
export interface Draft {
  /** `instance`. */
  readonly daemonName: string | 'none';
  readonly globals: BlockSettings;
  readonly notifications: NotificationsDraft;
  /** What the host has whatever the instances do, in the order in which it can be set. */
  readonly statics: readonly StaticDraft[];
  readonly trackGroups: readonly TrackGroupDraft[];
  readonly links: readonly LinkDraft[];
  readonly pacing: readonly PacingDraft[];
  /** Interfaces that `interface_up_down_delays` and `linkbeat_interfaces` name. */
  readonly linkNames: readonly Token[];
  readonly checks: readonly CheckDraft[];
  readonly checkGroups: readonly CheckGroupDraft[];
  readonly instances: readonly InstanceDraft[];
  readonly groups: readonly GroupDraft[];
  /** Positions of `global_defs` among the blocks, with their settings. */
  readonly globalBlocks: readonly { readonly order: number; readonly settings: BlockSettings }[];
}

/** Everything that a configuration runs beside its checks. */
export const hooksOf = ({ notifications, instances, groups, checks }: Draft): readonly HookDraft[] => [
  ...notifications.hooks,
  ...[...instances, ...groups].flatMap(({ notify }) => notify),
  ...checks.flatMap(({ hooks }) => hooks),
];

/** The groups that each instance is a member of, by its name. */
export function groupsByMember<Group extends Pick<GroupDraft, 'members'>>(
  groups: readonly Group[],
): ReadonlyMap<string, readonly Group[]> {
  const found = new Map<string, Group[]>();
  for (const group of groups) {
    for (const { text } of group.members) {
      const list = found.get(text);
      if (list === undefined) found.set(text, [group]);
      else if (list.at(-1) !== group) list.push(group);
    }
  }
  return found;
}
