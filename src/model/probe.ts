import type { RunAs } from './instance.ts';
import { unreachable } from './result.ts';

/** How a check finds out: a program of the host's, or one of the probes that need no process. */
export type ProbeConfig = ScriptProbeConfig | TcpProbeConfig;

export type ProbeKind = ProbeConfig['kind'];

/** Who says what an exit code means; `verdict.ts` has the tables. Source: checks.md 2.2. */
export type ExitConvention = 'keepalived' | 'nagios' | 'ocf' | 'consul' | 'sysexits' | 'systemd' | 'lsb';

/** A program whose exit code is the answer. */
export interface ScriptProbeConfig {
  readonly kind: 'script';
  /** What runs, without a shell. argv[0] is absolute after the host has resolved it. */
  readonly argv: readonly string[];
  readonly user: RunAs;
  /** Octal mode mask of the script's process. */
  readonly umask: number;
  /** What its exit codes mean. */
  readonly exit: ExitConvention;
}

/** A connection to a port. */
export interface TcpProbeConfig {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

/** What a probe asks, in one line for people. */
export function askedOf(probe: ProbeConfig): string {
  switch (probe.kind) {
    case 'script':
      return probe.argv.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
    case 'tcp':
      return `tcp ${probe.host}:${probe.port}`;
    default:
      return unreachable(probe);
  }
}
