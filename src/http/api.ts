/** What the control socket answers; `vipward status --json` prints the same. */
import type { CheckFlag, CheckHealth } from '../health/check-health.ts';
import type { Blame } from '../health/verdict.ts';
import type { GroupSnapshot, InstanceSnapshot } from '../ipc/messages.ts';
import type { Maintenance } from '../health/time/maintenance.ts';
import type { ProbeKind } from '../model/probe.ts';
import type { Fates } from '../model/reload/fates.ts';

export interface CheckStatus {
  readonly name: string;
  readonly health: CheckHealth['health'];
  readonly blame: Blame;
  readonly reason: string;
  /** Why the health is not simply what the last runs said. */
  readonly flags: readonly CheckFlag[];
  readonly kind: ProbeKind;
  /** What is asked, in one line: the command as its words, or `tcp 127.0.0.1:80`. */
  readonly asks: string;
  /** Age of the last result; absent before the first. */
  readonly ageMs?: number;
  readonly durationMs?: number;
  /** First line of the last run's output. */
  readonly lastOutput: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

export interface StatusReport {
  readonly version: string;
  readonly pid: number;
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly config: string;
  readonly generation: number;
  /** `none`: there are no instances, so that none is needed. */
  readonly dataplane: { readonly state: 'running' | 'restarting' | 'none'; readonly pid?: number };
  /** `causeText`: why the instance is in its state, in words. */
  readonly instances: readonly (InstanceSnapshot & { readonly causeText: string })[];
  readonly syncGroups: readonly GroupSnapshot[];
  readonly checks: readonly CheckStatus[];
  /** In force now, with their ends. */
  readonly maintenances: readonly Maintenance[];
  /** The named pipes, and how many lines each got and lost. */
  readonly fifos: readonly { readonly path: string; readonly written: number; readonly lost: number }[];
}

/** `changes`: one a line, in words. `instances`: what it means for them. */
export interface ReloadPlan {
  readonly changes: readonly string[];
  readonly instances: Fates;
}

export type ReloadAnswer =
  | ({ readonly outcome: 'applied'; readonly generation: number } & ReloadPlan)
  /** What a reload would do; nothing was done. */
  | ({ readonly outcome: 'planned' } & ReloadPlan)
  /** `diagnostics`: rendered as `validate` shows them. */
  | { readonly outcome: 'kept'; readonly diagnostics: string };

/** `check`: of this one; without it, of the node. `forMs` and `note` are needed to begin one. */
export interface MaintenanceOrder {
  readonly action: 'on' | 'off';
  readonly check?: string;
  readonly forMs?: number;
  readonly note?: string;
}

export type MaintenanceAnswer =
  | { readonly outcome: 'done'; readonly lines: readonly string[] }
  | { readonly outcome: 'refused'; readonly text: string };

export interface StopAnswer {
  readonly outcome: 'stopping';
  readonly pid: number;
}
