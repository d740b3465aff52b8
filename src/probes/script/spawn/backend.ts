import type { RunRecord } from '../../../health/outcome.ts';
import type { OwnedFd } from '../../../linux/fd.ts';
import type { Credentials } from '../credentials.ts';

/** A start that was decided on: program audited, user resolved, pipes open. */
export interface SpawnRequest {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly umask: number;
  readonly who: Credentials;
  readonly stdout: OwnedFd;
  readonly stderr: OwnedFd;
}

export type ChildEnd =
  | { readonly type: 'exited'; readonly code: number }
  | { readonly type: 'signaled'; readonly signal: string }
  | { readonly type: 'notStarted'; readonly errno: string };

/** A way to start a process in its own session: cwd /, stdin /dev/null, no descriptor but 0 to 2. Never throws. */
export interface SpawnBackend {
  readonly name: RunRecord['backend'];
  /**
   * Starts the program. `ended` is called exactly once, never before this returns, at the child's end and not when its
   * output ends. The descriptors of the request may be closed as soon as this returns.
   */
  spawn(request: SpawnRequest, ended: (end: ChildEnd) => void): { readonly pid: number | undefined };
}
