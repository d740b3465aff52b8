import { table } from '../table.ts';
import type { RunRecord } from '../../health/outcome.ts';
import type { Verdict } from '../../health/verdict.ts';
import type { LoginShell } from '../../probes/script/login-shell.ts';
import type { PreparedScript } from '../../probes/script/prepared.ts';
import type { Tried } from './text.ts';

/** The run in the login shell. */
export interface ShellRun {
  readonly login: LoginShell;
  /** The path of the program that ran there. */
  readonly program: string;
  readonly record: RunRecord;
  readonly verdict: Verdict;
}

const LOCALE = ['LC_ALL', 'LANG'] as const;
/** Every shell sets its own. */
const NOT_COMPARED: ReadonlySet<string> = new Set([
  'PATH',
  'LC_ALL',
  'LANG',
  'PWD',
  'OLDPWD',
  'SHLVL',
  'HOME',
  'USER',
  'LOGNAME',
]);
const MOST_NAMES = 6;

type Launch = Extract<PreparedScript['ready'], { ok: true }>['value']['launch'];

/** What differs between the daemon's run and the login shell's, side by side, and why the results do. */
export function comparisonLines(
  daemon: Tried,
  launch: Launch,
  shell: ShellRun,
  find: (command: string, path: string) => string | undefined,
): readonly string[] {
  const { login } = shell;
  const rows = [
    ['program', launch.argv[0] ?? '', shell.program],
    ['user', launch.who.user, login.user],
    ['cwd', launch.cwd, login.cwd],
    ['locale', localeOf(launch.environment), localeOf(login.environment)],
    ...pathRows(launch.environment['PATH'] ?? '', login.environment['PATH'] ?? ''),
    ['more variables', '', moreNames(launch.environment, login.environment)],
    ['result', daemon.verdict.reason, shell.verdict.reason],
    ['verdict', wordOf(daemon.verdict), wordOf(shell.verdict)],
  ].filter(([, ours, theirs]) => ours !== theirs);
  const agree = daemon.verdict.sample === shell.verdict.sample;
  return [
    '',
    ...table(['DIFFERS', 'IN THE DAEMON', `IN YOUR SHELL (${login.shell} -l)`], rows).split('\n'),
    '',
    agree
      ? sameResult(launch, shell)
      : 'They disagree, and the daemon’s result counts. What your shell has and a check has not:',
    ...(agree ? [] : reasons(daemon, launch, shell, find)),
  ];
}

const sameResult = ({ argv: [program = ''] }: Launch, shell: ShellRun): string =>
  program === shell.program
    ? 'Both come to the same result.'
    : `Both come to the same result, with different programs: your shell finds ${shell.program}, a check ${program}. Write the full path.`;

const wordOf = ({ sample }: Verdict): string => (sample === 'success' ? 'healthy' : 'NOT HEALTHY');

const localeOf = (environment: Readonly<Record<string, string>>): string =>
  LOCALE.map((name) => environment[name]).find((value) => value !== undefined && value !== '') ?? 'C';

/** The folders of one PATH that the other has not, one a row. */
function pathRows(ours: string, theirs: string): string[][] {
  const [our, their] = [ours.split(':'), theirs.split(':')];
  const onlyOurs = our.filter((folder) => !their.includes(folder));
  const onlyTheirs = their.filter((folder) => !our.includes(folder));
  const count = Math.max(onlyOurs.length, onlyTheirs.length);
  return Array.from({ length: count }, (_, row) => ['only in PATH', onlyOurs[row] ?? '', onlyTheirs[row] ?? '']);
}

function moreNames(ours: Readonly<Record<string, string>>, theirs: Readonly<Record<string, string>>): string {
  const names = Object.keys(theirs).filter((name) => !(name in ours) && !NOT_COMPARED.has(name));
  const shown = names.slice(0, MOST_NAMES).join(' ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/** Commands that the script did not find though the shell does, by what shells say of them. */
const NOT_FOUND = /(?:^|[\s:])([\w.+-]+): (?:command )?not found/g;

function reasons(
  { record }: Tried,
  launch: Launch,
  shell: ShellRun,
  find: (command: string, path: string) => string | undefined,
): readonly string[] {
  const { login } = shell;
  const { environment, cwd } = launch;
  const [ourPath, theirPath] = [environment['PATH'] ?? '', login.environment['PATH'] ?? ''];
  const said = `${record.stderr.head}\n${record.stderr.tail}\n${record.stdout.head}`;
  const own = launch.argv[0] ?? '';
  const missing = [...said.matchAll(NOT_FOUND)].map(([, command]) => command ?? '');
  const commands = new Set([...(own.includes('/') ? [] : [own]), ...missing]);
  const found = [...commands].flatMap((command) => {
    const path = find(command, theirPath);
    return path === undefined || find(command, ourPath) !== undefined ? [] : [{ command, path }];
  });
  if (launch.argv[0] !== shell.program && own.includes('/'))
    return [`  your shell runs ${shell.program}, a check ${own}: write the full path in the configuration`];
  if (found.length > 0)
    return found.map(
      ({ command, path }) => `  ${command}: found as ${path} by your PATH, not by that of a check; write ${path}`,
    );
  return [
    `  other folders in PATH, other variables, ${login.cwd} instead of ${cwd}: write full paths, and name what it needs with env`,
  ];
}
