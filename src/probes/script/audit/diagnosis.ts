import type { Diagnosis } from '../../../health/outcome.ts';
import type { Model } from '../../../model/model.ts';
import { auditProgram } from './audit.ts';
import type { Credentials } from '../credentials.ts';

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
  NOSETPRIV: {
    rule: 'cannot-become-user',
    detail: '/usr/bin/setpriv, which is to start % as another user, does not exist',
    fix: 'install util-linux',
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
export function diagnoseSpawn(
  errno: string,
  path: string,
  who: Credentials,
  security: Model['scriptSecurity'],
): Diagnosis {
  const { refused } = auditProgram(path, who, security);
  if (refused !== 'fine') return refused;
  const found = BY_ERRNO[errno] ?? {
    rule: 'unknown',
    detail: `the system refused to start % (${errno})`,
    fix: 'run it by hand',
  };
  return { ...found, path, detail: found.detail.replace('%', path) };
}
