import type { Severity } from '../config/diagnostic.ts';

/** One row of the catalogue. */
export interface RuleEntry {
  readonly severity: Severity;
  /** What is wrong, in general. */
  readonly title: string;
  /** What to do. */
  readonly fix: string;
  /** Rules for checks are silent about notify scripts, whose purpose such things can be. */
  readonly about: 'checks' | 'all scripts';
}

const rule = (severity: Severity, title: string, fix: string): RuleEntry => ({ severity, title, fix, about: 'checks' });
const any = (severity: Severity, title: string, fix: string): RuleEntry => ({
  severity,
  title,
  fix,
  about: 'all scripts',
});

/** Every rule of the script lint. Ids are stable and never used again for something else. Source: checks.md 4.2. */
export const RULES = {
  'LINT-01': rule(
    'error',
    'counts itself',
    'ask the service itself, or compare whole names: ps -C NAME, pgrep -x NAME',
  ),
  'LINT-03': any('error', 'command not found in a run', 'write its full path'),
  'LINT-04': rule('warning', 'only the last command of a pipeline counts', 'test the left side itself'),
  'LINT-05': rule('warning', 'the status is lost', 'end every branch with an explicit exit'),
  'LINT-06': rule('warning', 'no branch can fail', 'exit with 1 where the service is bad'),
  'LINT-07': rule('warning', 'counts lines of ps', 'ask the service itself'),
  'LINT-08': rule('warning', 'starts the service inside the check', 'exit 1 only; restart it by systemd (Restart=)'),
  'LINT-09': rule('error', 'stops the failover daemon', 'exit 1: the weight, or the fault, moves the address'),
  'LINT-10': any('error', 'Windows line ends', "sed -i 's/\\r$//' FILE"),
  'LINT-11': any('error', 'does not start with #!', 'make #!/bin/sh its first bytes'),
  'LINT-12': any('error', 'typographic characters', 'type the plain character'),
  'LINT-13': any('warning', 'relative path', 'write the path from / on: scripts start in /'),
  'LINT-14': any('warning', 'needs a terminal', 'use what needs none: a run has no terminal'),
  'LINT-15': any('warning', 'reads standard input', 'read a file: standard input is /dev/null'),
  'LINT-17': rule('warning', 'leaves a process behind', 'start services by systemd: the rest of a run is killed'),
  'LINT-19': rule('error', 'no time limit, or one that is too long', 'set a limit below the timeout of the check'),
  'LINT-20': rule('warning', 'error pages count as healthy', 'add -f: pages of status 400 and more fail then'),
  'LINT-21': rule('warning', 'depends on the name service', 'write the address, or put the name into /etc/hosts'),
  'LINT-22': rule('info', 'asks the loopback address only', 'ask the address that the service is used by'),
  'LINT-23': rule('error', 'asks through the VIP', "ask this node's own address; with a Host header if need be"),
  'LINT-25': rule('error', 'a trap turns failures into success', "keep the status: trap 'rc=$?; …; exit $rc' EXIT"),
  'LINT-28': rule('warning', 'writes a log in every run', 'print the line: the daemon keeps it'),
  'LINT-29': any('warning', 'asks for another user’s rights', 'name the user in the configuration'),
  'LINT-31': any(
    'warning',
    'not understood by every /bin/sh',
    'start the script with #!/bin/bash, or write it as POSIX has it',
  ),
  'LINT-32': any('warning', 'unquoted variable in a test', 'put it in double quotes'),
  'LINT-33': rule('warning', 'a count as exit code', 'compare it, then exit 0 or 1'),
  'LINT-34': any('warning', 'exit leaves a pipeline only', 'feed the loop by a redirection instead of a pipe'),
  'LINT-35': any('warning', 'the status is that of the declaration', 'declare first, assign in a line of its own'),
  'LINT-36': rule('warning', 'trusts a pid file', 'compare the name in /proc/PID/comm too, or ask the service'),
  'LINT-37': rule('warning', 'asks the service manager only', 'add a request to the service itself'),
  'LINT-38': rule('warning', 'does not look at a running service', 'add a request to the service itself'),
  'LINT-39': any('warning', 'fixed name in /tmp', 'use mktemp, or no file'),
  'LINT-40': any('warning', 'password on the command line', 'put it into a file that only its user can read'),
  'LINT-42': rule('warning', 'moves the address by itself', 'leave it to the daemon'),
  'LINT-43': rule('warning', 'waits inside the check', 'let rise and fall repeat the check'),
  'LINT-44': rule('info', 'one lost packet decides', 'set fall 3'),
  'LINT-45': any('warning', 'depends on a home directory', 'write the path from / on'),
} as const satisfies Readonly<Record<string, RuleEntry>>;

export type RuleId = keyof typeof RULES;
