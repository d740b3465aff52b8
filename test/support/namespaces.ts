import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Names such as `net:[4026532281]` of the namespaces that these processes are in and this one is not, each once. */
export function foreignNamespaces(pids: readonly number[]): readonly string[] {
  const own = new Set(linksIn(`/proc/${process.pid}/ns`));
  const theirs = pids.flatMap((pid) => linksIn(`/proc/${pid}/ns`, ['net', 'mnt', 'pid']));
  return [...new Set(theirs)].filter((name) => !own.has(name));
}

/**
 * Who is in one of these namespaces, or keeps it by a descriptor: `pid 4711: net:[4026532281]`. To see whether all have
 * let go compare with a list from before: the kernel soon gives a freed name to a namespace of somebody else.
 */
export function namespaceUsers(names: readonly string[]): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const used = new Set([...linksIn(`/proc/${pid}/ns`), ...linksIn(`/proc/${pid}/fd`)]);
    return names.filter((name) => used.has(name)).map((name) => `pid ${pid}: ${name}`);
  });
}

/** Those of `before`, a list of {@link namespaceUsers}, who are still there. */
export function remainingUsers(before: readonly string[], names: readonly string[]): readonly string[] {
  const now = new Set(namespaceUsers(names));
  return before.filter((user) => now.has(user));
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
