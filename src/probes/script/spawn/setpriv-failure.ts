import type { ChildEnd } from './backend.ts';
import type { Credentials } from '../credentials.ts';

/**
 * Whether it was `setpriv` that failed and not the program behind it: then nothing of the check has run, which must not
 * look like the check's own exit code. Returns the errno to diagnose with, or undefined.
 */
export function setprivFailure(end: ChildEnd, who: Credentials, stderr: string): string | undefined {
  if (who.change === 'same' || end.type !== 'exited' || end.code === 0) return undefined;
  if (!stderr.startsWith('setpriv: ')) return undefined;
  // Its words are the C library's: it is started with LANG C.UTF-8.
  if (!stderr.startsWith('setpriv: failed to execute')) return 'EPERM';
  if (stderr.includes('Text file busy')) return 'ETXTBSY';
  if (stderr.includes('Permission denied')) return 'EACCES';
  return stderr.includes('No such file') ? 'ENOENT' : 'ENOEXEC';
}
