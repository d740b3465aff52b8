import type { NotifyScript, RunAs } from './instance.ts';

/** A named pipe that gets a line for each event, and the program that reads it when we start one. */
export interface FifoConfig {
  readonly path: string;
  readonly owner: RunAs;
  /** Mode of a pipe that we make. */
  readonly mode: number;
  readonly reader: NotifyScript | 'none';
}

/** Where mails go: plain SMTP without login, as keepalived does it. */
export interface MailConfig {
  readonly host: string;
  readonly port: number;
  /** `host`: a name made of that of this host. */
  readonly from: string | 'host';
  readonly to: readonly string[];
  /** How we name ourselves to the server. */
  readonly helo: string | 'host';
  readonly connectTimeoutMs: number;
  /** `no_email_faults`. */
  readonly faults: 'told' | 'silent';
}

/** A command that runs once, before all else or after it. */
export interface OnceScript {
  readonly script: NotifyScript;
  readonly timeoutMs: number;
}

/** Who is told of events beside the scripts of each instance. */
export interface Notifications {
  readonly fifos: readonly FifoConfig[];
  /** Whether the states are written on the pipes again after a reload. */
  readonly onReload: 'states' | 'silent';
  readonly mail: MailConfig | 'none';
  readonly startup: OnceScript | 'none';
  readonly shutdown: OnceScript | 'none';
}

/** Files that a signal has written. */
export interface DumpFiles {
  readonly state: string;
  readonly statistics: string;
  readonly json: string;
}
