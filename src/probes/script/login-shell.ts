import { execa } from 'execa';
import { userInfo } from 'node:os';
import { err, ok, type Result } from '../../model/result.ts';
import type { Run } from '../probe.ts';
import { resolveCredentials } from './credentials.ts';
import { type PreparedScript, prepareScript } from './prepared.ts';
import { runPrepared } from './script-run.ts';
import { directBackend } from './spawn/backend-direct.ts';

/** Long enough for slow start-up files, and an end for those that wait for a terminal. */
const SHELL_LIMIT_MS = 10_000;

/** What a person has who tries a script by hand. */
export interface LoginShell {
  readonly shell: string;
  readonly user: string;
  readonly uid: number;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The caller's own login shell. Its PATH is that which the shell sets up, followed by what the caller has beside it, so
 * that a command is found here wherever the caller's terminal finds it. Fails with a sentence when the shell does not
 * come to an end.
 */
export async function ownLoginShell(): Promise<Result<LoginShell, string>> {
  const { username: user, uid, shell: listed } = userInfo();
  const shell = process.env['SHELL'] ?? listed ?? '/bin/sh';
  const argv = ['-l', '-c', 'exec /usr/bin/env -0'];
  const asked = await execa(shell, argv, { reject: false, stdin: 'ignore', timeout: SHELL_LIMIT_MS });
  if (asked.exitCode !== 0) return err(`${shell} -l did not work: ${asked.shortMessage ?? 'no reason given'}`);
  // Start-up files may print something of their own before.
  const pairs = asked.stdout.split('\0').map((line) => /(?:^|\n)([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(line));
  const environment: Record<string, string> = {};
  for (const pair of pairs) if (pair !== null) environment[pair[1] ?? ''] = pair[2] ?? '';
  const folders = [...(environment['PATH'] ?? '').split(':'), ...(process.env['PATH'] ?? '').split(':')];
  environment['PATH'] = [...new Set(folders.filter(Boolean))].join(':');
  delete environment['_'];
  return ok({ shell, user, uid, cwd: process.cwd(), environment });
}

/**
 * Runs the same script once as it would run in that shell, with the same time limit.
 * @param program what the shell finds by the name that was written
 */
export async function runAsIn(login: LoginShell, script: PreparedScript, program: string): Promise<Run> {
  const own = await resolveCredentials('daemon');
  const { name, timeoutMs, security, secrets } = script;
  const job = { argv: [program, ...script.argv.slice(1)], name, timeoutMs, umask: process.umask(), cwd: login.cwd };
  const context = { backend: directBackend, security, facts: {}, secrets, leftovers: 'kill' } as const;
  const prepared = prepareScript(job, own, context);
  if (!prepared.ready.ok) return runPrepared(prepared, 0);
  const { launch, audit } = prepared.ready.value;
  const ready = ok({ audit, launch: { ...launch, environment: login.environment } });
  return runPrepared({ ...prepared, ready }, 0);
}
