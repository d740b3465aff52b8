import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory of package.json, both for the sources and for the bundles in dist. */
export const PROJECT_ROOT = rootAbove(__dirname);

function rootAbove(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  if (dirname(directory) === directory) throw new Error(`no package.json at or above ${__dirname}`);
  return rootAbove(dirname(directory));
}
