import type { NotifyScript } from './instance.ts';
import type { ProbeConfig, ScriptProbeConfig } from './probe.ts';

/** One check: what asks, how often, and how its results become a state. One `vrrp_script` or `check` block. */
export interface CheckConfig<Probe extends ProbeConfig = ProbeConfig> {
  readonly name: string;
  readonly probe: Probe;
  /** Start to start. */
  readonly intervalMs: number;
  /** The interval after a result that contradicts the state, and the one while down. */
  readonly changingIntervalMs: number;
  readonly downIntervalMs: number;
  /** Times to run at, instead of an interval. */
  readonly schedule: CronTime | 'interval';
  /** No run before this much time has passed since the start. */
  readonly initialDelayMs: number;
  readonly timeoutMs: number;
  /** Successes in a row to become good, failures in a row to become bad. */
  readonly rise: number;
  readonly fall: number;
  /** Whether the first result alone decides (keepalived), or `rise` and `fall` count from the start. */
  readonly firstResult: 'decides' | 'counts';
  /** Start as bad instead of unknown (`init_fail`). */
  readonly initial: 'unknown' | 'down';
  /** What a check that is itself broken counts as. */
  readonly onError: OnError;
  /** Age of the last result from which the check counts as down. */
  readonly staleAfterMs: number;
  /** Damping of a check that goes down again and again; going down is never delayed. */
  readonly flap: 'off' | { readonly halfLifeMs: number; readonly holdMs: number };
  /** Points by what a run ended with; they take the place of the weight. */
  readonly exitWeights: ExitWeights | 'none';
  /** Where a run says its own points: the first line of a script's output, or the number that a probe read. */
  readonly weightFrom: 'config' | 'output' | 'value';
  /** Checks that must be up, or this one is not asked. */
  readonly needs: readonly string[];
  /** What it counts as while one of those is down: down, or what it was for at most this long. */
  readonly whileBlocked: 'down' | { readonly holdMs: number };
  readonly windows: Windows | 'always';
  /** What it counts as while in maintenance. */
  readonly inMaintenance: 'frozen' | 'good' | 'bad';
  readonly recover: RecoverConfig | 'none';
  /** Told of each change of state: name, old state, new state, reason. */
  readonly onChange: NotifyScript | 'none';
}

/** Five fields of cron, in a time zone of the IANA list. */
export interface CronTime {
  readonly pattern: string;
  readonly timeZone: string;
}

export type OnError =
  | { readonly policy: 'fail' }
  /** The last real result stands for at most this long, counted from the first broken run. */
  | { readonly policy: 'hold'; readonly limitMs: number }
  /** Out of the sum as long as it is broken. */
  | { readonly policy: 'ignore' };

/** What a run is worth: points that are added to the priority, or a fault. */
export type Points = number | 'fault';

/** Exit codes as inclusive ranges that do not overlap; `fallback` for all that no range has. */
export interface ExitWeights {
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly points: Points }[];
  /** Ended by a signal, by its time limit, could not run. */
  readonly signal: Points;
  readonly timeout: Points;
  readonly error: Points;
  readonly fallback: Points;
}

/** When a check counts: in every minute of `during` (none: always) that is in none of `except`. */
export interface Windows {
  readonly during: readonly Window[];
  readonly except: readonly Window[];
  readonly timeZone: string;
  /** What it counts as outside, where it is not asked. */
  readonly outside: 'good' | 'bad' | 'hold';
}

export type Window =
  /** The minutes that a cron pattern names. */
  | { readonly type: 'minutes'; readonly pattern: string }
  /** From each time that a cron pattern names, for so long. */
  | { readonly type: 'span'; readonly from: string; readonly lengthMs: number };

/** How a service is helped up before its failure counts. Source: checks.md 6.2. */
export interface RecoverConfig {
  readonly run: NotifyScript;
  /** At most so many attempts in `failureTimeoutMs` since the last failure. */
  readonly attempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** The failure is held back at most this long. 0: it counts at once, and recovery goes on beside it. */
  readonly withinMs: number;
  /** Pause between the end of `run` and the next look. */
  readonly settleMs: number;
  readonly failureTimeoutMs: number;
}

export type ScriptCheck = CheckConfig<ScriptProbeConfig>;

export const isScriptCheck = (check: CheckConfig): check is ScriptCheck => check.probe.kind === 'script';

/** Several checks that are tracked as one, under a name of their own. */
export interface CheckGroup {
  readonly name: string;
  readonly of: readonly string[];
  readonly need: 'any' | 'all' | 'majority' | { readonly atLeast: number };
}
