import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

/** One line of `/proc/PID/stat`. */
export interface ProcessStat {
  readonly pid: number;
  /** The kernel's name: at most 15 bytes. */
  readonly name: string;
  /** The kernel's letter: R S D T t Z X I … */
  readonly state: string;
  readonly parent: number;
  readonly session: number;
  /** Clock ticks since boot. With the number it names a process for good. */
  readonly startTicks: number;
}

/** Processes read before other events get their turn: about a millisecond. */
const AT_A_TIME = 128;
/** A command line may have 128 KiB and more; what identifies a service stands at its start. */
const READ_BYTES = 8192;
const buffer = Buffer.allocUnsafe(READ_BYTES);

/** The numbers of all processes that can be seen. */
export const processIds = (): readonly number[] =>
  readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    return Number.isInteger(pid) ? [pid] : [];
  });

/** Maps every process through `read`, in slices; what is gone meanwhile gives `undefined` and is left out. */
export async function scan<T>(read: (pid: number) => T | undefined): Promise<readonly T[]> {
  const found: T[] = [];
  for (const [index, pid] of processIds().entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await turn();
    const one = read(pid);
    if (one !== undefined) found.push(one);
  }
  return found;
}

export function readStat(pid: number): ProcessStat | undefined {
  const text = readShort(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** The name may hold blanks and parentheses: the last `)` ends it. */
export function parseStat(text: string): ProcessStat | undefined {
  const [opened, closed] = [text.indexOf('('), text.lastIndexOf(')')];
  const fields = text.slice(closed + 2).split(' ');
  const [state, parent, , session] = fields;
  if (opened < 0 || closed < opened || state === undefined) return undefined;
  return {
    pid: Number(text.slice(0, opened)),
    name: text.slice(opened + 1, closed),
    state,
    parent: Number(parent),
    session: Number(session),
    startTicks: Number(fields[19]),
  };
}

/** The kernel's name alone: half the price of `stat`. */
export const readName = (pid: number): string | undefined => readShort(`/proc/${pid}/comm`)?.slice(0, -1);

/** The words of the command line, the first 8 KiB of it; none for kernel threads and zombies. */
export function readCommandLine(pid: number): readonly string[] | undefined {
  const text = readShort(`/proc/${pid}/cmdline`);
  if (text === undefined) return undefined;
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** The file that runs, also one that was replaced since (an upgrade); `denied`: another user's, and we are not root. */
export function readExe(pid: number): string | 'denied' | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : undefined;
  }
}

/** Whether other users' processes are shown at all: `/proc` can be mounted with hidepid. */
export const seesEverybody = (): boolean => readStat(1) !== undefined;

function readShort(path: string): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, READ_BYTES, null));
  } catch {
    return undefined; // gone, or not to be seen
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
