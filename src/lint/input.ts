/** What the configuration says about a check that runs the script. */
export interface CheckFacts {
  readonly timeoutMs: number;
  readonly fall: number;
}

/** A script as found, and what is known about its runs. */
export interface ScriptInput {
  /** The name that findings show. */
  readonly file: string;
  readonly text: string;
  /** The command line that runs it, interpreter left out: `argv[0]` is the script's path. */
  readonly argv: readonly string[];
  /** The shell that the command line names (`sh FILE`, `sh -c TEXT`); otherwise the `#!` line decides. */
  readonly shell?: string;
  /** What runs it. Things that are faults in a check can be the purpose of a notify script. */
  readonly purpose: 'check' | 'notify';
  /** Unknown while the configuration holds errors. */
  readonly check?: CheckFacts;
  readonly runAs: 'root' | 'other';
  /** Every address that moves. */
  readonly vips: ReadonlySet<string>;
  readonly host: LintHost;
}

/** What the lint asks about the host. */
export interface LintHost {
  /** Where a command is found in a list of folders as PATH holds them; `undefined` when in none. */
  readonly find: (name: string, path: string) => string | undefined;
  /** The PATH of a script's run. */
  readonly runPath: string;
  /** The PATH of whoever asks: where a command works for them. */
  readonly callerPath: string;
  /** Addresses of names in /etc/hosts. */
  readonly hosts: ReadonlyMap<string, string>;
}
