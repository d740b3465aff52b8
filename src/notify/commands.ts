import type { InstanceConfig, NotifyScript } from '../model/instance.ts';
import type { Priority } from '../model/priority.ts';
import type { Cause, NotifyState } from '../vrrp/state.ts';

/** A state that an instance entered and that its scripts are to hear of. */
export interface NotifyEvent {
  readonly config: InstanceConfig;
  readonly state: NotifyState;
  /** The effective one. */
  readonly priority: Priority;
  /** Why it was entered; a script may do something else when `lastResort` made this node master. */
  readonly cause: Cause['kind'];
}

/** One script to run. */
export interface NotifyCommand extends NotifyScript {
  readonly instance: string;
  readonly state: NotifyState;
  readonly cause: Cause['kind'];
  readonly kind: 'specific' | 'any';
}

/**
 * The scripts of one event in keepalived's order: `notify_master` and the like with the arguments that were written,
 * then `notify` with `INSTANCE name STATE priority` appended. Source: vrrp.md 4.8.
 */
export function notifyCommands({ config, state, priority, cause }: NotifyEvent): readonly NotifyCommand[] {
  const specific = config.notify[state];
  const { any } = config.notify;
  const about = { instance: config.name, state, cause };
  return [
    ...(specific === undefined ? [] : [{ ...specific, ...about, kind: 'specific' as const }]),
    ...(any === undefined
      ? []
      : [
          {
            user: any.user,
            argv: [...any.argv, 'INSTANCE', config.name, state.toUpperCase(), String(priority)],
            ...about,
            kind: 'any' as const,
          },
        ]),
  ];
}
