import type { CheckHealth } from '../health/check-health.ts';
import type { InstanceConfig, NotifyScript, NotifyScripts, SyncGroup } from '../model/instance.ts';
import type { Priority } from '../model/priority.ts';
import { unreachable } from '../model/result.ts';
import type { Cause, NotifyState } from '../vrrp/state.ts';

/** A state that an instance entered and that its scripts are to hear of. */
export interface InstanceEvent {
  readonly type: 'instance';
  readonly config: InstanceConfig;
  readonly state: NotifyState;
  /** The effective one. */
  readonly priority: Priority;
  /** Why it was entered; a script may do something else when `lastResort` made this node master. */
  readonly cause: Cause['kind'];
  /** The cause in words. */
  readonly because: string;
}

/** As a master, an instance heard an advert of a lower priority. */
export interface LowerPriorityEvent {
  readonly type: 'lowerPriority';
  readonly config: InstanceConfig;
  readonly priority: Priority;
}

/** The effective priority of an instance changed. */
export interface PriorityEvent {
  readonly type: 'priority';
  readonly config: InstanceConfig;
  readonly priority: Priority;
}

/** A state that all members of a sync group entered. */
export interface GroupEvent {
  readonly type: 'group';
  readonly group: SyncGroup;
  readonly state: Exclude<NotifyState, 'deleted'>;
  /** Why the first of them entered it. */
  readonly cause: Cause['kind'];
  /** The cause in words. */
  readonly because: string;
}

/** A check that changed its state, and the script that is to hear of it. */
export interface CheckEvent {
  readonly type: 'check';
  readonly script: NotifyScript;
  readonly before: CheckHealth['health'];
  readonly now: CheckHealth;
}

export type NotifyEvent = InstanceEvent | LowerPriorityEvent | PriorityEvent | GroupEvent | CheckEvent;

/** One script to run. */
export interface NotifyCommand extends NotifyScript {
  readonly about: Subject;
  /** What the script is told of. */
  readonly state: string;
  readonly kind: 'specific' | 'any';
  /** `VIPWARD_…` variables. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface Subject {
  readonly kind: 'instance' | 'group' | 'check';
  readonly name: string;
}

/** The scripts of one event, in order. */
export function notifyCommands(event: NotifyEvent): readonly NotifyCommand[] {
  switch (event.type) {
    case 'instance':
      return instanceCommands(event);
    case 'lowerPriority':
      return lowerPriorityCommands(event);
    case 'priority':
      return [];
    case 'group':
      return groupCommands(event);
    case 'check':
      return [checkCommand(event)];
    default:
      return unreachable(event);
  }
}

/** `notify` is not told of it, as with keepalived. */
function lowerPriorityCommands({ config: { name, notify } }: LowerPriorityEvent): readonly NotifyCommand[] {
  const facts = { VIPWARD_INSTANCE: name, VIPWARD_STATE: 'MASTER_RX_LOWER_PRI' };
  const told = { about: { kind: 'instance', name }, state: 'master_rx_lower_pri', facts, kind: 'specific' } as const;
  return notify.lowerPriority === undefined ? [] : [{ ...notify.lowerPriority, ...told }];
}

function instanceCommands({ config, state, priority, cause }: InstanceEvent): readonly NotifyCommand[] {
  const facts = { VIPWARD_INSTANCE: config.name, VIPWARD_STATE: state.toUpperCase(), VIPWARD_CAUSE: cause };
  return stateCommands(config.notify, { about: { kind: 'instance', name: config.name }, state, facts }, priority);
}

/** keepalived gives the priority of a group as 0. */
function groupCommands({ group, state, cause }: GroupEvent): readonly NotifyCommand[] {
  const facts = { VIPWARD_GROUP: group.name, VIPWARD_STATE: state.toUpperCase(), VIPWARD_CAUSE: cause };
  return stateCommands(group.notify, { about: { kind: 'group', name: group.name }, state, facts }, 0);
}

/**
 * keepalived's order: `notify_master` and the like with the arguments that were written, then `notify` with
 * `INSTANCE|GROUP name STATE priority` appended. Source: vrrp.md 4.8.
 */
function stateCommands(
  scripts: NotifyScripts,
  told: Pick<NotifyCommand, 'about' | 'facts'> & { readonly state: NotifyState },
  priority: number,
): readonly NotifyCommand[] {
  const { about, state } = told;
  const specific = scripts[state];
  const { any } = scripts;
  const added = [about.kind.toUpperCase(), about.name, state.toUpperCase(), String(priority)];
  return [
    ...(specific === undefined ? [] : [{ ...specific, ...told, kind: 'specific' as const }]),
    ...(any === undefined ? [] : [{ user: any.user, argv: [...any.argv, ...added], ...told, kind: 'any' as const }]),
  ];
}

/** `on_change`: name, old state, new state and reason behind the written arguments. Source: checks.md 6.4. */
function checkCommand({ script, before, now }: CheckEvent): NotifyCommand {
  const { check, health, reason } = now;
  return {
    user: script.user,
    argv: [...script.argv, check, before.toUpperCase(), health.toUpperCase(), reason],
    about: { kind: 'check', name: check },
    state: health,
    kind: 'any',
    facts: { VIPWARD_CHECK: check, VIPWARD_STATE: health.toUpperCase() },
  };
}
