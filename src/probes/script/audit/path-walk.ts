import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../../model/result.ts';

/** One directory or file that has to be passed on the way to a file, links followed. */
export interface Component {
  readonly path: string;
  readonly stats: Stats;
}

export interface WalkFault {
  readonly errno: string;
  /** The component that could not be passed. */
  readonly path: string;
}

/** The kernel's own limit for links on one path. */
const MAX_LINKS = 40;

/**
 * Every component from `/` to what `path` names in the end, in the order the kernel passes them; also those that only
 * links lead to, because whoever can change one of them can change the program. `path` must be absolute.
 * Fails with the errno of the first component that cannot be passed (ENOENT, ENOTDIR, ELOOP, EACCES, ENAMETOOLONG …).
 */
export function walkPath(path: string): Result<readonly Component[], WalkFault> {
  const names = path.split('/').filter(isName);
  let current = '/';
  let links = 0;
  const components: Component[] = [];
  const first = statsOf('/');
  if (!first.ok) return first;
  components.push({ path: '/', stats: first.value });
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === '..') {
      current = dirname(current);
      continue;
    }
    const next = join(current, name);
    const stats = statsOf(next);
    if (!stats.ok) return stats;
    if (stats.value.isSymbolicLink()) {
      links += 1;
      if (links > MAX_LINKS) return err({ errno: 'ELOOP', path: next });
      const target = readlinkSync(next);
      names.unshift(...target.split('/').filter(isName));
      if (target.startsWith('/')) current = '/';
      continue;
    }
    if (names.length > 0 && !stats.value.isDirectory()) return err({ errno: 'ENOTDIR', path: next });
    components.push({ path: next, stats: stats.value });
    current = next;
  }
  return ok(components);
}

const isName = (name: string): boolean => name !== '' && name !== '.';

function statsOf(path: string): Result<Stats, WalkFault> {
  try {
    return ok(lstatSync(path));
  } catch (error) {
    return err({ errno: errnoOf(error), path });
  }
}

/** The errno's name of a failed call of `node:fs` or `node:child_process`; `unknown` when it has none. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
