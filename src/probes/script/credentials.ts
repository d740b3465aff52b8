import { execa } from 'execa';
import { userInfo } from 'node:os';
import type { Diagnosis } from '../../health/outcome.ts';
import type { RunAs } from '../../model/instance.ts';
import { err, ok, type Result } from '../../model/result.ts';

/** Who a script runs as, resolved to numbers once at load: no directory service is asked while checks run. */
export interface Credentials {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups; the daemon's own are never passed on to another user. */
  readonly groups: readonly number[];
  readonly home: string;
  /** `same`: the daemon's own user, nothing has to change. */
  readonly change: 'same' | 'become';
}

const LOOKUP_LIMIT_MS = 5000;
/** Many checks of one user start in the same moment: one answer serves them all. A later one asks again. */
const ANSWER_VALID_MS = 2000;

interface Answer {
  readonly atMs: number;
  readonly credentials: Promise<Result<Credentials, Diagnosis>>;
}

const answers = new Map<string, Answer>();

/**
 * Resolves a configured user through the system's name service. Fails with `no-such-user` when user or group is unknown
 * or the name service does not answer in 5 s. An answer is at most 2 s old. Source: checks.md 1.5.
 */
export async function resolveCredentials(runAs: RunAs): Promise<Result<Credentials, Diagnosis>> {
  if (runAs === 'daemon') return ok(ownCredentials());
  const key = JSON.stringify(runAs);
  const known = answers.get(key);
  const nowMs = performance.now();
  if (known !== undefined && nowMs - known.atMs < ANSWER_VALID_MS) return known.credentials;
  const credentials = lookUp(runAs);
  answers.set(key, { atMs: nowMs, credentials });
  return credentials;
}

async function lookUp(runAs: Exclude<RunAs, 'daemon'>): Promise<Result<Credentials, Diagnosis>> {
  const passwd = await ask('getent', ['passwd', runAs.user]);
  const [user, , uid, ownGid, , home] = passwd?.split(':') ?? [];
  if (user === undefined || uid === undefined || ownGid === undefined) return err(unknown('user', runAs.user));
  const group = runAs.group === undefined ? undefined : await ask('getent', ['group', runAs.group]);
  const gid = runAs.group === undefined ? ownGid : group?.split(':')[2];
  if (gid === undefined) return err(unknown('group', runAs.group ?? ''));
  const groups = (await ask('id', ['-G', user]))?.split(' ').map(Number) ?? [];
  return ok(withChange({ user, uid: Number(uid), gid: Number(gid), groups, home: home || '/' }));
}

function ownCredentials(): Credentials {
  const numbers = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, groups: process.getgroups?.() ?? [] };
  try {
    const { username, homedir } = userInfo();
    return { user: username, home: homedir, ...numbers, change: 'same' };
  } catch {
    // A user without an entry in the name service: usual in containers.
    return { user: String(numbers.uid), home: '/', ...numbers, change: 'same' };
  }
}

function withChange(wanted: Omit<Credentials, 'change'>): Credentials {
  const same = wanted.uid === process.getuid?.() && wanted.gid === process.getgid?.();
  return { ...wanted, change: same ? 'same' : 'become' };
}

async function ask(program: 'getent' | 'id', args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await execa(program, args, { reject: false, stdin: 'ignore', timeout: LOOKUP_LIMIT_MS });
  return exitCode === 0 ? stdout.trim() : undefined;
}

const unknown = (what: 'user' | 'group', name: string): Diagnosis => ({
  rule: 'no-such-user',
  path: name,
  detail: `the ${what} ${name} does not exist on this host`,
  fix:
    what === 'user'
      ? `create it (useradd -r ${name}) or name another user`
      : `create it (groupadd -r ${name}) or name another group`,
});
