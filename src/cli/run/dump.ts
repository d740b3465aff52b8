import { closeSync, constants, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { StatusReport } from '../../http/api.ts';
import type { DumpFiles } from '../../model/notifications.ts';
import { statisticsText, statusText } from '../status.ts';

/** What became of a dump: the files that were written, and what was wrong with the rest. */
export interface Dumped {
  readonly files: readonly string[];
  readonly trouble: string;
}

/** What keepalived writes at a signal: its state at SIGUSR1, here as text and as JSON, and the counters at SIGUSR2. */
export function dump(signal: 'SIGUSR1' | 'SIGUSR2', report: StatusReport, files: DumpFiles): Dumped {
  const texts =
    signal === 'SIGUSR1'
      ? [
          [files.state, statusText(report)],
          [files.json, JSON.stringify(report, null, 2)],
        ]
      : [[files.statistics, statisticsText(report)]];
  const faults = texts.map(([path = '', text = '']) => ({ path, fault: replaceFile(path, `${text}\n`) }));
  return {
    files: faults.filter(({ fault }) => fault === undefined).map(({ path }) => path),
    trouble: faults.flatMap(({ fault }) => fault ?? []).join('; '),
  };
}

/**
 * Puts a new file in the place of an old one, for its owner alone. Never through a link that somebody else has laid in
 * a folder that all can write to. @returns why not
 */
function replaceFile(path: string, text: string): string | undefined {
  const fresh = `${path}.${process.pid}`;
  try {
    rmSync(fresh, { force: true });
    const fd = openSync(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
    try {
      writeFileSync(fd, text);
    } finally {
      closeSync(fd);
    }
    renameSync(fresh, path);
    return undefined;
  } catch (error) {
    rmSync(fresh, { force: true });
    return error instanceof Error ? error.message : String(error);
  }
}
