import type { CommandMatch } from '../../../model/probe/process.ts';

/**
 * Whether a process is the one that `vrrp_track_process` describes: its short name, or the first word of its command
 * line, and the words behind that. A path is compared whole, a name with the last part of what the process was called.
 * Source: keepalived-conf.md 2.6.
 */
export function matchesCommand(match: CommandMatch, name: string, commandLine: readonly string[]): boolean {
  const [called = '', ...parameters] = commandLine;
  return isProgram(match, name, called) && (match.parameters === 'any' || hasParameters(match.parameters, parameters));
}

function isProgram({ program, compare }: CommandMatch, name: string, called: string): boolean {
  if (program.includes('/')) return called === program;
  return compare === 'name' ? name === program : lastPart(called) === program;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function hasParameters(
  { match, words }: Exclude<CommandMatch['parameters'], 'any'>,
  found: readonly string[],
): boolean {
  switch (match) {
    case 'exact':
      return found.length === words.length && startsWith(found, words);
    case 'initial':
      return startsWith(found, words);
    case 'partial':
      return [...found.keys(), found.length].some((from) => startsWith(found.slice(from), words));
  }
}

const startsWith = (found: readonly string[], words: readonly string[]): boolean =>
  words.every((word, index) => found[index] === word);
