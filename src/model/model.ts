import type { CheckConfig, CheckGroup } from './check.ts';
import type { InstanceConfig, SyncGroup } from './instance.ts';
import type { DumpFiles, Notifications } from './notifications.ts';

/** All that one configuration asks for. Built whole by a front end, or not at all. */
export interface Model {
  readonly routerId: string;
  readonly instances: readonly InstanceConfig[];
  readonly checks: readonly CheckConfig[];
  readonly groups: readonly CheckGroup[];
  readonly syncGroups: readonly SyncGroup[];
  /** `enable_script_security`: an insecure path refuses the script instead of drawing a warning. */
  readonly scriptSecurity: 'enforce' | 'warn';
  readonly unknownVrids: 'log' | 'silent';
  /** Time after start in which no instance takes part (`vrrp_startup_delay`). */
  readonly startupDelayMs: number;
  readonly notifications: Notifications;
  readonly dumpFiles: DumpFiles;
}
