import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Names such as `net:[4026532281]` of the namespaces that a process is in. */
export function namespacesOf(pid: number): readonly string[] {
  return ['net', 'mnt', 'pid'].flatMap((kind) => linksIn(`/proc/${pid}/ns`, [kind]));
}

/** Which of these namespaces still have a process in them, or are kept by a descriptor of one. */
export function namespacesInUse(names: readonly string[]): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const used = new Set(pids.flatMap((pid) => [...linksIn(`/proc/${pid}/ns`), ...linksIn(`/proc/${pid}/fd`)]));
  return names.filter((name) => used.has(name));
}

function linksIn(directory: string, names = entriesOf(directory)): readonly string[] {
  return names.flatMap((name) => {
    try {
      return [readlinkSync(join(directory, name))];
    } catch {
      return []; // the process has ended meanwhile
    }
  });
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
