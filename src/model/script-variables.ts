/** Variables that a check sets for its script, beside those that every script gets. Source: checks.md 1.4. */
export interface ScriptVariables {
  /** `env`: literal values. */
  readonly values: Readonly<Record<string, string>>;
  /** `env_pass`: names of the daemon's own variables; one that it does not have stays unset. */
  readonly passed: readonly string[];
  /** `env_file`: files of lines `NAME=value`, taken as they are. */
  readonly files: readonly string[];
  /** `env_secret`: for each name the file that holds the value; shown as `***` wherever the script prints it. */
  readonly secrets: Readonly<Record<string, string>>;
}

export const NO_VARIABLES: ScriptVariables = { values: {}, passed: [], files: [], secrets: {} };

/** Each of these decides what code runs, or how a shell reads the script. */
const REFUSED_NAMES: ReadonlySet<string> = new Set([
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'LD_AUDIT',
  'BASH_ENV',
  'ENV',
  'IFS',
  'SHELLOPTS',
  'BASHOPTS',
  'NODE_OPTIONS',
]);

/** Why a script must not be given a variable of this name, as the end of a sentence; undefined when it may. */
export function whyRefused(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'is not a name of letters, digits and _';
  if (name.startsWith('VIPWARD')) return 'is set by vipward itself';
  return REFUSED_NAMES.has(name) ? 'would change which code the script runs' : undefined;
}
