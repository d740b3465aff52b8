import type { CheckConfig, CheckGroup } from './check.ts';
import type { HostItem } from './host/item.ts';
import type { InstanceConfig, SyncGroup } from './instance.ts';
import type { DumpFiles, Notifications } from './notifications.ts';

/** `init_file` of a tracked file: what it holds until somebody else writes it. */
export interface InitFile {
  readonly path: string;
  readonly value: number;
  /** What becomes of a file that is there. */
  readonly present: 'keep' | 'overwrite';
}

/** All that one configuration asks for. Built whole by a front end, or not at all. */
export interface Model {
  readonly routerId: string;
  readonly instances: readonly InstanceConfig[];
  /** Addresses, routes and rules that this host has whatever the instances do. */
  readonly statics: readonly HostItem[];
  readonly checks: readonly CheckConfig[];
  readonly groups: readonly CheckGroup[];
  readonly syncGroups: readonly SyncGroup[];
  /** `enable_script_security`: an insecure path refuses the script instead of drawing a warning. */
  readonly scriptSecurity: 'enforce' | 'warn';
  readonly unknownVrids: 'log' | 'silent';
  /** Time after start in which no instance takes part (`vrrp_startup_delay`). */
  readonly startupDelayMs: number;
  /** Files that are made at the start of the daemon, not at a reload. */
  readonly initFiles: readonly InitFile[];
  readonly notifications: Notifications;
  readonly dumpFiles: DumpFiles;
}
