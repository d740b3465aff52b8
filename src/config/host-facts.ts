import type { Diagnosis } from '../health/outcome.ts';
import type { IpAddress } from '../model/address.ts';
import type { CronTime } from '../model/check.ts';

/** Something that knows names: a set, or a lookup that asks the host. */
export interface UserLookup {
  has(name: string): boolean;
}

export interface InterfaceFact {
  readonly name: string;
  readonly mtuBytes: number;
  readonly addresses: readonly { readonly address: IpAddress; readonly prefixLength: number }[];
}

/** What a program is run for: a check, by its name, or something else, in words. */
export interface ProgramName {
  readonly purpose: 'check' | 'notify';
  readonly name: string;
}

/** One finding of an audit: `refused`: the script would not be started; `warned`: it would. */
export interface ScriptFact extends ProgramName {
  readonly script: string;
  readonly diagnosis: Diagnosis;
  readonly effect: 'refused' | 'warned';
}

/** A file that checks read themselves, as the daemon's user finds it. */
export interface FileFact {
  readonly path: string;
  /** `exposed`: everybody on this host can read it. A sentence when it cannot be read. */
  readonly state: 'private' | 'exposed' | { readonly fault: string };
}

/** Faults of one pattern of which dates are needed, in words. */
export interface DateFact {
  readonly cron: CronTime;
  readonly faults: readonly string[];
}

/** What is known about this host when its configuration is judged. All of it is data; somebody else looked. */
export interface HostFacts {
  readonly interfaces: readonly InterfaceFact[];
  readonly users: UserLookup;
  readonly groups?: UserLookup;
  /** What an audit of the scripts found; `script` is argv[0] as written. */
  readonly scripts: readonly ScriptFact[];
  readonly ownFiles: readonly FileFact[];
  /** What is wrong with the dates of cron patterns: a library knows them, and this host's list of time zones. */
  readonly dates: readonly DateFact[];
  /** Paths at which a pipe is to be and something else is. */
  readonly notFifos: ReadonlySet<string>;
  /** Files of the configuration that everybody on this host can read. */
  readonly exposedFiles: ReadonlySet<string>;
  /** Addresses that a running vipward has set itself: no foreign holders. */
  readonly ownVips: readonly IpAddress[];
}
