/** What happened in one run of a check; only `verdict.ts` says what it means. One union, no parallel booleans. */
export type Outcome =
  | { readonly type: 'exited'; readonly code: number }
  | { readonly type: 'signaled'; readonly signal: string }
  | {
      readonly type: 'timedOut';
      readonly limitMs: number;
      /** `pending`: the verdict stands, the process group is still being killed. `abort`: there was no process. */
      readonly endedBy: 'term' | 'kill' | 'pending' | 'abort';
      readonly exitAfterTerm?: number;
      /** What a probe without a process was waiting for: `connecting to 192.0.2.1:80`. */
      readonly during?: string;
    }
  /** A probe that needs no process came to its result. */
  | ({ readonly type: 'probed' } & Finding)
  | { readonly type: 'spawnFailed'; readonly errno: string; readonly diagnosis: Diagnosis }
  | { readonly type: 'refused'; readonly diagnosis: Diagnosis }
  /** Past its deadline and still not gone (uninterruptible sleep): every due slot is a failure. */
  | { readonly type: 'stuck'; readonly pid: number; readonly sinceMs: number }
  /** Waited so long for a free place among the runs that its slot was over. */
  | { readonly type: 'starved'; readonly waitedMs: number }
  | { readonly type: 'skipped'; readonly gate: Gate }
  | { readonly type: 'cancelled'; readonly by: 'stop' | 'reload' };

/** Why a slot passed without a run: the last one is not over, or the check is not to be asked now. */
export type Gate = 'overlap' | 'stopping' | 'window' | 'maintenance' | 'dependency';

/** Where a probe without a process came to its end. */
export type Phase =
  'resolve' | 'connect' | 'tls' | 'greeting' | 'auth' | 'query' | 'headers' | 'body' | 'match' | 'look';

/** What a probe without a process found. */
export interface Finding {
  /** `broken`: the probe could not ask (no descriptors, no right to), which says nothing about the service. */
  readonly result: 'ok' | 'warn' | 'bad' | 'broken';
  readonly phase: Phase;
  /** What was found, with the peer: `connected to 127.0.0.1:80`, `127.0.0.1:80 refused the connection`. */
  readonly detail: string;
  /** A number that was read: the content of a file. */
  readonly value?: number;
  /** Beyond doubt, such as the death of a process: counts as often as `fall` or `rise` asks for. */
  readonly certainty?: 'decides';
}

/** Why a program cannot be started, found by looking at the file, not at the errno. */
export interface Diagnosis {
  readonly rule:
    | 'script-missing'
    | 'not-absolute'
    | 'not-a-file'
    | 'is-a-directory'
    | 'not-executable'
    | 'not-readable'
    | 'path-not-searchable'
    | 'no-interpreter'
    | 'interpreter-missing'
    | 'crlf-shebang'
    | 'wrong-arch'
    | 'unsafe-path'
    | 'bad-path'
    | 'busy'
    | 'args-too-big'
    | 'no-such-user'
    | 'cannot-become-user'
    | 'no-processes'
    | 'no-memory'
    | 'no-descriptors'
    | 'noexec-mount'
    | 'cwd-missing'
    | 'bad-variables'
    | 'cannot-set-limits'
    | 'unknown';
  readonly path: string;
  /** One sentence: what is wrong, with the mode, owner or interpreter found. */
  readonly detail: string;
  /** One sentence or command: what to do. */
  readonly fix: string;
}

/** Bounded: the first and the last part, and the count of all bytes. */
export interface Output {
  readonly head: string;
  readonly tail: string;
  readonly bytes: number;
}

/** Everything about one run (`checks.md` 1.10). Times: epoch ms for people, `…Ms` durations from a monotonic clock. */
export interface RunRecord {
  readonly runId: string;
  readonly check: string;
  readonly backend: 'execa' | 'direct' | 'native';
  /** Empty for a probe without a process, like its output. */
  readonly argv: readonly string[];
  readonly startedAtMs: number;
  readonly lateMs: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly stdout: Output;
  readonly stderr: Output;
  /** First non-empty line of stdout, else of stderr; at most 200 characters, display safe. */
  readonly summary: string;
  /** Processes of the group that had to be killed after the child's end. */
  readonly killedInGroup: number;
  /** What stood behind a `|` of the summary line, when that is Nagios performance data. */
  readonly perf?: readonly Measurement[];
}

/** One value of performance data; limits as they were written (`10:20`), absent where none was. */
export interface Measurement {
  readonly label: string;
  readonly value: number;
  /** `s`, `ms`, `%`, `B`, `c` …; empty for a plain number. */
  readonly unit: string;
  readonly warn?: string;
  readonly crit?: string;
  readonly min?: number;
  readonly max?: number;
}
