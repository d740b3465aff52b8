import type { RunAs } from './instance.ts';

/** One check script; one `vrrp_script` block. */
export interface CheckConfig {
  readonly name: string;
  /** What runs, without a shell. argv[0] is absolute after the host has resolved it. */
  readonly argv: readonly string[];
  readonly user: RunAs;
  /** Start to start. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Successes in a row to become good, failures in a row to become bad. */
  readonly rise: number;
  readonly fall: number;
  /** Whether the first result alone decides (keepalived), or `rise` and `fall` count from the start. */
  readonly firstResult: 'decides' | 'counts';
  /** Start as bad instead of unknown (`init_fail`). */
  readonly initial: 'unknown' | 'down';
  /** Octal mode mask of the script's process. */
  readonly umask: number;
}
