import { closeSync, constants, openSync, writeFileSync } from 'node:fs';
import type { InitFile } from '../model/model.ts';

const MAKE = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;

/** Makes the files that trackers begin with. @returns what was wrong, one sentence a file */
export function makeInitFiles(files: readonly InitFile[]): readonly string[] {
  return files.flatMap(({ path, value, present }) => {
    try {
      const fd = openSync(path, MAKE | (present === 'keep' ? constants.O_EXCL : constants.O_TRUNC), 0o644);
      try {
        writeFileSync(fd, `${value}\n`);
      } finally {
        closeSync(fd);
      }
      return [];
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === 'EEXIST' ? [] : [`init_file: ${message}`];
    }
  });
}
