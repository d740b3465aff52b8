import { type ChildProcess, spawn } from 'node:child_process';
import { cpus } from 'node:os';

/** One busy process for each core of this machine; to be killed by the caller. */
export const occupyAllCores = (): readonly ChildProcess[] =>
  cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
