import type { RunAs } from './instance.ts';
import { dnsAsked, type DnsProbeConfig } from './probe/dns.ts';
import { fileAsked, type FileProbeConfig } from './probe/file.ts';
import { httpAsked, type HttpProbeConfig } from './probe/http.ts';
import { mysqlAsked, type MysqlProbeConfig } from './probe/mysql.ts';
import { processAsked, type ProcessProbeConfig } from './probe/process.ts';
import { type ArpProbeConfig, type PingProbeConfig, reachAsked } from './probe/reach.ts';
import { redisAsked, type RedisProbeConfig } from './probe/redis.ts';
import { systemdAsked, type SystemdProbeConfig } from './probe/systemd.ts';
import { tcpAsked, type TcpProbeConfig } from './probe/tcp.ts';
import { unreachable } from './result.ts';
import { NO_VARIABLES, type ScriptVariables } from './script-variables.ts';

/** How a check finds out: a program of the host's, or one of the probes that need no process. */
export type ProbeConfig =
  | ScriptProbeConfig
  | TcpProbeConfig
  | HttpProbeConfig
  | DnsProbeConfig
  | RedisProbeConfig
  | FileProbeConfig
  | ProcessProbeConfig
  | MysqlProbeConfig
  | PingProbeConfig
  | ArpProbeConfig
  | SystemdProbeConfig;

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
  readonly variables: ScriptVariables;
  /** The directory it starts in; absolute. */
  readonly cwd: string;
  readonly limits: ProcessLimits;
  /** From SIGTERM at the time limit to SIGKILL. */
  readonly killGraceMs: number;
  /** How it is started; `auto`: directly where that can be done. */
  readonly backend: 'auto' | 'direct' | 'execa';
}

/** What a script's process may use, where that differs from the daemon's. Setting any costs an exec a run. */
export interface ProcessLimits {
  /** Added to the niceness, −20 to 19. */
  readonly nice?: number;
  /** Open descriptors. */
  readonly nofile?: number;
  /** Processes of its user, all of them counted. */
  readonly nproc?: number;
  /** Address space in MiB. */
  readonly addressSpaceMib?: number;
  /** CPU seconds. */
  readonly cpuS?: number;
  /** Size of a file that it writes. */
  readonly fileBytes?: number;
}

/** What a script has when its block says nothing else. */
export const SCRIPT_DEFAULTS = {
  umask: 0o022,
  exit: 'keepalived',
  variables: NO_VARIABLES,
  cwd: '/',
  limits: {},
  killGraceMs: 500,
  backend: 'auto',
} as const satisfies Partial<ScriptProbeConfig>;

/** `shell`: the command line as one argument of a shell, which is the only way to have pipes and variables in it. */
export const shellArgv = (commandLine: string): readonly string[] => ['/bin/sh', '-c', commandLine];

/** What a probe asks, in one line for people. */
export function askedOf(probe: ProbeConfig): string {
  switch (probe.kind) {
    case 'script':
      return probe.argv.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
    case 'tcp':
      return tcpAsked(probe);
    case 'http':
      return httpAsked(probe);
    case 'dns':
      return dnsAsked(probe);
    case 'redis':
      return redisAsked(probe);
    case 'file':
      return fileAsked(probe);
    case 'process':
      return processAsked(probe);
    case 'mysql':
      return mysqlAsked(probe);
    case 'ping':
    case 'arp':
      return reachAsked(probe);
    case 'systemd':
      return systemdAsked(probe);
    default:
      return unreachable(probe);
  }
}
