import type { Diagnosis } from '../../../health/outcome.ts';
import { modeInWords } from './access.ts';
import type { Credentials } from '../credentials.ts';
import type { Component } from './path-walk.ts';

/** A component that somebody else than the script's user and root can change, and so the script. */
interface Unsafe {
  /** `others`: anybody on this host. */
  readonly by: 'others' | 'group' | 'owner';
  readonly diagnosis: Diagnosis;
}

/**
 * The components of a program's path that are writable for somebody who should not decide what runs as `who`.
 * A sticky directory such as /tmp is safe: only the owner of an entry can replace it. Source: checks.md 1.3.
 */
export function unsafeComponents(
  components: readonly Component[],
  who: Credentials,
  trustedOwners: ReadonlySet<number>,
): readonly Unsafe[] {
  return components.flatMap((component) => {
    const { stats, path } = component;
    const sticky = stats.isDirectory() && (stats.mode & 0o1000) !== 0;
    if (!sticky && (stats.mode & 0o002) !== 0)
      return [unsafe('others', component, who, 'everybody', `chmod o-w ${path}`)];
    if (!sticky && (stats.mode & 0o020) !== 0 && stats.gid !== 0) {
      return [unsafe('group', component, who, `the group ${stats.gid}`, `chmod g-w ${path}`)];
    }
    if (!trustedOwners.has(stats.uid) && stats.uid !== who.uid) {
      return [unsafe('owner', component, who, `its owner ${stats.uid}`, `chown root ${path}`)];
    }
    return [];
  });
}

const unsafe = (
  by: Unsafe['by'],
  { path, stats }: Component,
  who: Credentials,
  writer: string,
  fix: string,
): Unsafe => ({
  by,
  diagnosis: {
    rule: 'unsafe-path',
    path,
    detail: `${path} has mode ${modeInWords(stats)}: ${writer} can change what runs as ${who.user}`,
    fix,
  },
});
