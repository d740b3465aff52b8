/** Every event vipward logs: stable names, typed fields. Text is a rendering of these (`pretty.ts`). */
import type { IpAddress } from '../model/address.ts';
import type { CheckHealth } from '../health/check-health.ts';
import type { Blame } from '../health/verdict.ts';
import type { ProbeConfig } from '../model/probe.ts';
import type { GroupTransition, PacketRemark } from '../ipc/messages.ts';
import type { Cause, Note, VrrpState } from '../vrrp/state.ts';

export type Level = 'error' | 'warn' | 'info' | 'debug';

/** What a check asks with; left out for scripts. */
type ProbeKind = Exclude<ProbeConfig['kind'], 'script'>;

export interface LogEvents {
  'daemon.started': { version: string; pid: number; config: string; instances: number; checks: number };
  'daemon.stopping': { reason: string };
  'daemon.stopped': { tookMs: number };
  'config.diagnostic': {
    severity: 'error' | 'warning' | 'info';
    code: string;
    place: string;
    message: string;
    help: string;
  };
  'config.reloaded': { generation: number; changes: readonly string[] };
  'config.rejected': { errors: number; file: string };
  'vrrp.state': { instance: string; from: VrrpState; to: VrrpState; cause: Cause; priority: number; sum: string };
  'vrrp.group': Omit<GroupTransition, 'notify' | 'atMs'>;
  'vrrp.note': { instance: string; note: Note };
  'vrrp.addresses': { instance: string; did: 'added' | 'removed'; vips: readonly IpAddress[]; interface: string };
  'vrrp.packet': PacketRemark;
  /** `before`: the health until now. `output`: the first line that the run printed. `flags`: when there are any. */
  'check.verdict': Omit<CheckHealth, 'worth' | 'flags'> & {
    kind?: ProbeKind;
    before: CheckHealth['health'];
    output: string;
    flags?: CheckHealth['flags'];
  };
  /** One more failed run that brought nothing new. */
  'check.stillDown': { check: string; kind?: ProbeKind; blame: Blame; reason: string; output: string };
  'check.remark': { check: string; kind?: ProbeKind; text: string };
  /** `check`: of this one; without it, of the node. */
  'maintenance.changed': { check?: string; text: string };
  'maintenance.trouble': { text: string };
  'notify.ran': { instance: string; state: string; argv: readonly string[]; result: string; durationMs: number };
  'notify.mail': { subject: string; to: readonly string[]; result: string; durationMs: number };
  'notify.trouble': { text: string };
  /** `startup_script` or `shutdown_script` ran. */
  'daemon.script': { keyword: string; argv: readonly string[]; result: string; durationMs: number };
  'daemon.dumped': { files: readonly string[]; trouble: string };
  'notify.groupRan': { group: string; state: string; argv: readonly string[]; result: string; durationMs: number };
  /** A step of the recovery of a check's service. */
  'check.recovery': {
    check: string;
    did: 'started' | 'ended' | 'denied' | 'recovered' | 'gaveUp' | 'letGo';
    text: string;
  };
  /** The script that is told of a check's changes ran. */
  'check.notified': { check: string; state: string; argv: readonly string[]; result: string; durationMs: number };
  'dataplane.ready': { pid: number };
  'dataplane.trouble': { text: string };
  'dataplane.gone': { how: string; restartInMs: number };
  'dataplane.rescued': { instances: readonly string[] };
  'dataplane.lost': { events: number };
  'history.trouble': { text: string };
  'history.resumed': { lost: number };
}

/** How loud an event is when nothing about its fields says otherwise. */
export const LEVELS: Readonly<Record<keyof LogEvents, Level>> = {
  'daemon.started': 'info',
  'daemon.stopping': 'info',
  'daemon.stopped': 'info',
  'config.diagnostic': 'warn',
  'config.reloaded': 'info',
  'config.rejected': 'error',
  'vrrp.state': 'info',
  'vrrp.group': 'info',
  'vrrp.note': 'info',
  'vrrp.addresses': 'info',
  'vrrp.packet': 'warn',
  'check.verdict': 'info',
  'check.stillDown': 'debug',
  'check.remark': 'warn',
  'maintenance.changed': 'info',
  'maintenance.trouble': 'warn',
  'notify.ran': 'info',
  'notify.mail': 'info',
  'notify.trouble': 'warn',
  'daemon.script': 'info',
  'daemon.dumped': 'info',
  'notify.groupRan': 'info',
  'check.notified': 'info',
  'check.recovery': 'info',
  'dataplane.ready': 'debug',
  'dataplane.trouble': 'error',
  'dataplane.gone': 'error',
  'dataplane.rescued': 'warn',
  'dataplane.lost': 'warn',
  'history.trouble': 'warn',
  'history.resumed': 'info',
};

/** Writes one event. Never blocks and never throws. */
export type Log = <Name extends keyof LogEvents>(event: Name, fields: LogEvents[Name]) => void;

/** One event as it stands in the log stream. */
export type LoggedEvent = {
  [Name in keyof LogEvents]: { readonly event: Name } & Readonly<LogEvents[Name]>;
}[keyof LogEvents];
