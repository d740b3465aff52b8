import { readFileSync, statSync } from 'node:fs';
import { watchedChildren } from '../../../linux/spawn/child.ts';
import { matcherOf } from '../../../model/probe/expectation.ts';
import type { ProcessMatch } from '../../../model/probe/process.ts';
import { unreachable } from '../../../model/result.ts';
import { matchesCommand } from './command-match.ts';
import { type ProcessStat, readCommandLine, readExe, readName, readStat, scan } from './process-table.ts';

/** What a pid file says. `id` changes when it is written again or replaced. */
export type PidFile =
  | { readonly type: 'number'; readonly pid: number; readonly id: string }
  | { readonly type: 'missing' | 'empty' | 'noNumber' }
  | { readonly type: 'unreadable'; readonly errno: string };

export interface Found {
  /** Without vipward's own processes. Zombies and stopped ones among them. */
  readonly processes: readonly ProcessStat[];
  /** Processes that could not be looked at. */
  readonly denied: number;
}

/** Far more than a process has ancestors. */
const MAX_ANCESTORS = 64;

/** Every process that fits a description. */
export async function findProcesses(match: Exclude<ProcessMatch, { by: 'pidfile' }>): Promise<Found> {
  let denied = 0;
  const fits = fitting(match, () => (denied += 1));
  const statOf = reader();
  const processes = await scan((pid) => (fits(pid) ? statOf(pid) : undefined));
  return { processes: processes.filter((one) => !isOurs(one, statOf)), denied };
}

/** Reads as little as tells whether a process is one of those that are looked for. */
function fitting(match: Exclude<ProcessMatch, { by: 'pidfile' }>, onDenied: () => void): (pid: number) => boolean {
  switch (match.by) {
    case 'name':
      return (pid) => readName(pid) === match.name;
    case 'exe':
      return (pid) => {
        const exe = readExe(pid);
        if (exe === 'denied') onDenied();
        return exe === match.path;
      };
    case 'cmdline': {
      const holds = matcherOf(match.holds);
      return (pid) => {
        const words = readCommandLine(pid) ?? [];
        return words.length > 0 && holds(words.join(' '));
      };
    }
    case 'command':
      return (pid) => {
        const name = readName(pid);
        return name !== undefined && matchesCommand(match, name, readCommandLine(pid) ?? []);
      };
    default:
      return unreachable(match);
  }
}

/**
 * Whether a process is vipward itself, its dataplane, or belongs to a check script that is running. A daemon that a
 * script has left behind came to vipward as a child, and is none of its own: it may be the service.
 * @param statOf reads one process; what many have as an ancestor need not be read for each
 */
export function isOurs(one: ProcessStat, statOf: (pid: number) => ProcessStat | undefined = readStat): boolean {
  let next: ProcessStat | undefined = one;
  for (let up = 0; up < MAX_ANCESTORS && next !== undefined && next.pid > 1; up += 1) {
    if (next.pid === process.pid) return true;
    if (next.parent === process.pid) {
      return watchedChildren().has(next.pid) || next.session === statOf(process.pid)?.session;
    }
    next = statOf(next.parent);
  }
  return false;
}

/** Reads each process once. */
function reader(): (pid: number) => ProcessStat | undefined {
  const known = new Map<number, ProcessStat | undefined>();
  return (pid) => {
    if (!known.has(pid)) known.set(pid, readStat(pid));
    return known.get(pid);
  };
}

/** Children of each process, those that live. */
export async function childrenByParent(): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  const living = await scan((pid) => {
    const stat = readStat(pid);
    return stat !== undefined && isAlive(stat) ? stat : undefined;
  });
  for (const { parent } of living) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  return counts;
}

/** Neither ended (Z, X) nor stopped (T). Waiting for a disk (D) and being traced (t) is alive. */
export const isAlive = ({ state }: ProcessStat): boolean => !'ZXxT'.includes(state);

export function readPidFile(path: string): PidFile {
  try {
    const { ino, mtimeMs } = statSync(path);
    const text = readFileSync(path, 'utf8').trim();
    if (text === '') return { type: 'empty' };
    return /^[1-9]\d{0,9}$/.test(text)
      ? { type: 'number', pid: Number(text), id: `${ino} ${mtimeMs} ${text}` }
      : { type: 'noNumber' };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { type: 'missing' } : { type: 'unreadable', errno: code };
  }
}
