import { accessSync, constants, statSync } from 'node:fs';
import { FIXED_PATH } from './environment.ts';

/**
 * The path of a program that is written as a bare name, searched where scripts search (never in the daemon's own
 * PATH, which nobody sees). A name with a slash, or one that is not found, comes back as it is.
 */
export function resolveProgram(name: string): string {
  if (name === '' || name.includes('/')) return name;
  const candidates = FIXED_PATH.split(':').map((folder) => `${folder}/${name}`);
  return candidates.find(isProgram) ?? name;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
