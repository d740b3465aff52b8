import { readFileSync } from 'node:fs';

/** CPU time since the start of a process, in ms. */
export interface CpuTime {
  /** In the processes themselves, all their threads. */
  readonly ownMs: number;
  /** In their children that have ended and were waited for. */
  readonly childrenMs: number;
}

/** `sysconf(_SC_CLK_TCK)`: 100 on every Linux architecture that Node runs on. */
const MS_PER_TICK = 10;

/** What these processes have used so far; one that is gone counts as nothing. From /proc/PID/stat. */
export function cpuTimeOf(pids: readonly number[]): CpuTime {
  const times = pids.map(timesOf);
  return {
    ownMs: times.reduce((sum, { ownMs }) => sum + ownMs, 0),
    childrenMs: times.reduce((sum, { childrenMs }) => sum + childrenMs, 0),
  };
}

function timesOf(pid: number): CpuTime {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The fields after the name in parentheses start with the third; utime is the fourteenth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number);
    return { ownMs: (utime + stime) * MS_PER_TICK, childrenMs: (cutime + cstime) * MS_PER_TICK };
  } catch {
    return { ownMs: 0, childrenMs: 0 };
  }
}
