import { existsSync } from 'node:fs';
import type { Diagnosis } from '../../../health/outcome.ts';
import type { Model } from '../../../model/model.ts';
import type { Launch } from '../spawn/backend.ts';
import { commandOf, WRAPPERS } from '../spawn/command.ts';
import { NO_LIMITS } from '../spawn/wrapper-failure.ts';
import { mayAccess } from './access.ts';
import { auditProgram } from './audit.ts';
import { walkPath } from './path-walk.ts';

type Explanation = Pick<Diagnosis, 'rule' | 'detail' | 'fix'>;

/** What an errno means when the audit of the file finds nothing. `%` stands for the path. */
const BY_ERRNO: Readonly<Record<string, Explanation>> = {
  ENOENT: {
    rule: 'interpreter-missing',
    detail: 'the loader that % was linked for does not exist (built for another C library?)',
    fix: 'install a build of it for this system',
  },
  EACCES: {
    rule: 'noexec-mount',
    detail: 'the system does not let % be executed (file system mounted noexec, or a security policy)',
    fix: 'move it to a file system without noexec, or look for denials in the audit log',
  },
  ENOEXEC: {
    rule: 'wrong-arch',
    detail: '% is built for another machine',
    fix: 'install a build of it for this machine',
  },
  ETXTBSY: {
    rule: 'busy',
    detail: '% is open for writing',
    fix: 'write new versions beside it and rename them over it',
  },
  E2BIG: {
    rule: 'args-too-big',
    detail: 'an argument of % is too long',
    fix: 'shorten it; the kernel takes 131,071 bytes each',
  },
  EPERM: {
    rule: 'cannot-become-user',
    detail: 'the daemon may not change to the user that is to run %',
    fix: 'run the daemon as root, or leave `user` out',
  },
  [NO_LIMITS]: {
    rule: 'cannot-set-limits',
    detail: 'the limits or the niceness of % cannot be set',
    fix: 'run the daemon as root, or ask for less than it has itself',
  },
  EAGAIN: {
    rule: 'no-processes',
    detail: 'this host cannot start another process for %',
    fix: 'look at ulimit -u, pids.max of the cgroup and kernel.threads-max',
  },
  ENOMEM: { rule: 'no-memory', detail: 'there is no memory to start %', fix: 'free memory on this host' },
  EMFILE: {
    rule: 'no-descriptors',
    detail: 'the daemon has no descriptor left to start %',
    fix: 'raise LimitNOFILE of the daemon',
  },
  ENFILE: { rule: 'no-descriptors', detail: 'the host has no descriptor left to start %', fix: 'raise fs.file-max' },
};

/**
 * Why a start failed. The file is looked at first, because one errno stands for several causes (ENOENT: script,
 * interpreter or loader missing) and the file may have changed since it was audited. Source: checks.md 2.4.
 */
export function diagnoseSpawn(errno: string, launch: Launch, security: Model['scriptSecurity']): Diagnosis {
  const [path = ''] = launch.argv;
  const { refused } = auditProgram(path, launch.who, security);
  if (refused !== 'fine') return refused;
  const known = faultOfDirectory(launch) ?? (errno === 'ENOENT' ? missingWrapper(launch) : undefined);
  if (known !== undefined) return known;
  const found = BY_ERRNO[errno] ?? {
    rule: 'unknown',
    detail: `the system refused to start % (${errno})`,
    fix: 'run it by hand',
  };
  return { ...found, path, detail: found.detail.replace('%', path) };
}

/** A missing directory has the same errno as a missing program. */
function faultOfDirectory({ cwd, who, argv: [program = ''] }: Launch): Diagnosis | undefined {
  const walked = walkPath(cwd);
  const rule = 'cwd-missing';
  if (!walked.ok) {
    const detail = `${cwd}, the directory in which ${program} is to start, cannot be reached (${walked.error.errno})`;
    return { rule, path: cwd, detail, fix: `mkdir -p ${cwd}` };
  }
  const blocked = walked.value.find(({ stats }) => !stats.isDirectory() || !mayAccess(stats, who, 'execute'));
  if (blocked === undefined) return undefined;
  const detail = `${who.user} cannot start ${program} in ${cwd}: ${blocked.path} is no directory that it may enter`;
  return { rule, path: cwd, detail, fix: `chmod a+x ${blocked.path}, or name another directory` };
}

function missingWrapper(launch: Launch): Diagnosis | undefined {
  const missing = commandOf(launch).find((word) => WRAPPERS.includes(word) && !existsSync(word));
  if (missing === undefined) return undefined;
  const rule = missing.endsWith('setpriv') ? 'cannot-become-user' : 'cannot-set-limits';
  const detail = `${missing}, which is to start ${launch.argv[0] ?? ''}, does not exist`;
  return { rule, path: missing, detail, fix: 'install util-linux and coreutils' };
}
