import type { Stats } from 'node:fs';
import type { Credentials } from '../credentials.ts';

const BITS = { read: 4, write: 2, execute: 1 } as const;

/**
 * Whether the mode bits let `who` do this to a file, or search a directory (`execute`). Root reads and searches
 * everything and executes what has any x bit. Access lists and security labels are not looked at: the start decides.
 */
export function mayAccess(stats: Stats, who: Credentials, wanted: 'read' | 'execute'): boolean {
  const bit = BITS[wanted];
  if (who.uid === 0) return wanted === 'read' || stats.isDirectory() || (stats.mode & 0o111) !== 0;
  if (stats.uid === who.uid) return (stats.mode & (bit << 6)) !== 0;
  const inGroup = stats.gid === who.gid || who.groups.includes(stats.gid);
  return (stats.mode & (inGroup ? bit << 3 : bit)) !== 0;
}

/** Mode as people write it: `0755`. */
export const modeInWords = ({ mode }: Stats): string => (mode & 0o7777).toString(8).padStart(4, '0');
