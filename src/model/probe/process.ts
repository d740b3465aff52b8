import { type Expectation, expectationText } from './expectation.ts';

/** Processes of this host that must live, and how many. */
export interface ProcessProbeConfig {
  readonly kind: 'process';
  readonly match: ProcessMatch;
  /** How many must live, inclusive. `min` 0 with `max` 0: none may. */
  readonly min: number;
  readonly max: number | 'unlimited';
  /** Least number of live children of one process that was found: nginx without workers serves nobody. 0: not asked. */
  readonly minChildren: number;
  /** Whether a death that was seen as it happened counts as often as `fall` asks for. */
  readonly onDeath: 'decides' | 'counts';
}

/** How a process is known. Names are the kernel's: the program's file name, its first 15 bytes. */
export type ProcessMatch =
  /** The process that a pid file names; `name` tells whether its number still belongs to the service. */
  | { readonly by: 'pidfile'; readonly path: string; readonly name: string | 'any' }
  | { readonly by: 'name'; readonly name: string }
  /** The file that runs, as the kernel knows it: links resolved. */
  | { readonly by: 'exe'; readonly path: string }
  /** What the command line holds; its words are joined by one blank. */
  | { readonly by: 'cmdline'; readonly holds: Expectation }
  /** As `vrrp_track_process` says it: the program and what stands behind it. */
  | CommandMatch;

export interface CommandMatch {
  readonly by: 'command';
  /** A name or a path. */
  readonly program: string;
  /** `name`: with the kernel's short name; `commandLine`: with the first word of the command line (`full_command`). */
  readonly compare: 'name' | 'commandLine';
  readonly parameters: 'any' | { readonly match: ParameterMatch; readonly words: readonly string[] };
}

/** The same words; the same words first; the same words in a row anywhere. */
export type ParameterMatch = 'exact' | 'initial' | 'partial';

/** `process named nginx, 2 to 8 of them`. */
export function processAsked({ match, min, max, minChildren }: ProcessProbeConfig): string {
  const children = minChildren === 0 ? '' : ` with ${minChildren} or more children`;
  if (match.by === 'pidfile') return `process of ${match.path}${children}`;
  const wanted = max === min ? `${min}` : max === 'unlimited' ? `${min} or more` : `${min} to ${max}`;
  return `process ${matchWords(match)}${children}, ${wanted} of them`;
}

/** What is looked for, behind "process": `named nginx`. */
export function matchWords(match: ProcessMatch): string {
  switch (match.by) {
    case 'pidfile':
      return `of ${match.path}`;
    case 'name':
      return `named ${match.name}`;
    case 'exe':
      return `running ${match.path}`;
    case 'cmdline':
      return `whose command line holds ${expectationText(match.holds)}`;
    case 'command':
      return `called as "${[match.program, ...(match.parameters === 'any' ? [] : match.parameters.words)].join(' ')}"`;
  }
}
