import { basename } from 'node:path';
import type { ChildEnd, Launch } from './backend.ts';
import { commandOf, WRAPPERS } from './command.ts';

/** Stands for a limit that could not be set; no errno of the system. */
export const NO_LIMITS = 'NOLIMITS';

/**
 * Whether it was a wrapper (`setpriv`, `prlimit`, `nice`) that failed and not the program behind it: then nothing of
 * the check has run, which must not look like the check's own exit code. Returns the errno to diagnose with, or
 * undefined.
 */
export function wrapperFailure(end: ChildEnd, launch: Launch, stderr: string): string | undefined {
  if (end.type !== 'exited' || end.code === 0) return undefined;
  const command = commandOf(launch);
  const speaker = WRAPPERS.filter((path) => command.slice(0, -launch.argv.length).includes(path))
    .map((path) => basename(path))
    .find((name) => stderr.startsWith(`${name}: `));
  if (speaker === undefined) return undefined;
  // Their words are the C library's: they are started with LANG C.UTF-8.
  if (!/^\w+: (failed to execute |‘.*’: |'.*': )/u.test(stderr)) return speaker === 'setpriv' ? 'EPERM' : NO_LIMITS;
  if (stderr.includes('Text file busy')) return 'ETXTBSY';
  if (stderr.includes('Permission denied')) return 'EACCES';
  return stderr.includes('No such file') ? 'ENOENT' : 'ENOEXEC';
}
