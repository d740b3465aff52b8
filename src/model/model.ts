import type { CheckConfig, CheckGroup } from './check.ts';
import type { HostItem } from './host/item.ts';
import type { LinkRule, PacingGroup } from './host/links.ts';
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
  /** Of this daemon among several on its host (`instance`); in force from the next start on. */
  readonly daemonName: string | 'none';
  readonly instances: readonly InstanceConfig[];
  /** Addresses, routes and rules that this host has whatever the instances do. */
  readonly statics: readonly HostItem[];
  /** What counts as the state of an interface, where that is not what the kernel says. */
  readonly links: readonly LinkRule[];
  readonly pacing: readonly PacingGroup[];
  readonly checks: readonly CheckConfig[];
  /** Evaluated in the dataplane, so that a member whose verdict has expired counts. */
  readonly groups: readonly CheckGroup[];
  readonly syncGroups: readonly SyncGroup[];
  /** `enable_script_security`: an insecure path refuses the script instead of drawing a warning. */
  readonly scriptSecurity: 'enforce' | 'warn';
  readonly unknownVrids: 'log' | 'silent';
  /** Time after start in which no instance takes part (`vrrp_startup_delay`). */
  readonly startupDelayMs: number;
  /** The same after the boot of the host (`vrrp_delay_after_boot`); the later moment counts. */
  readonly delayAfterBootMs: number;
  /** Files that are made at the start of the daemon, not at a reload. */
  readonly initFiles: readonly InitFile[];
  readonly notifications: Notifications;
  readonly dumpFiles: DumpFiles;
}

/** How long after a start no instance takes part, on a host that has been up for this long. */
export const startDelayMs = (
  { startupDelayMs, delayAfterBootMs }: Pick<Model, 'startupDelayMs' | 'delayAfterBootMs'>,
  upForMs: number,
): number => Math.max(startupDelayMs, delayAfterBootMs - upForMs);
