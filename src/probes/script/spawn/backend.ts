import type { RunRecord } from '../../../health/outcome.ts';
import type { OwnedFd } from '../../../linux/fd.ts';
import type { ProcessLimits } from '../../../model/probe.ts';
import type { Credentials } from '../credentials.ts';

/** A script with everything that is the same in each of its runs. Backends may keep what they work out for one. */
export interface Launch {
  readonly argv: readonly string[];
  /** All of the child's environment but the number of the run. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: number;
  readonly limits: ProcessLimits;
  readonly who: Credentials;
}

/** A start that was decided on: program audited, user resolved, pipes open. */
export interface SpawnRequest {
  readonly launch: Launch;
  /** A variable by which the child and what it starts are known. */
  readonly mark: Mark;
  readonly stdout: OwnedFd;
  readonly stderr: OwnedFd;
}

export interface Mark {
  /** `VIPWARD_RUN_ID`: to be ended with its run. What a hook starts may be a service, which bears the other name. */
  readonly name: 'VIPWARD_RUN_ID' | 'VIPWARD_HOOK_ID';
  readonly value: string;
}

export type ChildEnd =
  | { readonly type: 'exited'; readonly code: number }
  | { readonly type: 'signaled'; readonly signal: string }
  | { readonly type: 'notStarted'; readonly errno: string };

/** What a backend tells of a child. */
export interface ChildListener {
  /**
   * The child has ended and is not reaped, so its group's number cannot belong to anybody else. Called just before
   * `ended`, by backends that reap their children themselves.
   */
  readonly ending: () => void;
  /** Called exactly once, at the child's end and not when its output ends; or when it could not be started. */
  readonly ended: (end: ChildEnd) => void;
}

/** A way to start a process in its own session: stdin /dev/null, no descriptor but 0 to 2. Never throws. */
export interface SpawnBackend {
  readonly name: RunRecord['backend'];
  /**
   * Starts the program; nothing is told before this returns. The descriptors of the request may be closed as soon as it
   * has returned.
   */
  spawn(request: SpawnRequest, child: ChildListener): { readonly pid: number | undefined };
}
