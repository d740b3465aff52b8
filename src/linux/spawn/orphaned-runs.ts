import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** No run may last longer; what is older was left on purpose. */
const LONGEST_RUN_S = 600;
/** `sysconf(_SC_CLK_TCK)`: 100 on every Linux architecture that Node runs on. */
const TICKS_PER_S = 100;
const START_TIME_FIELD = 19;

/**
 * Kills the check scripts of main processes that are gone: nobody else would end them at their time limit. Only in this
 * pid namespace, because the number of a main process means something else in another. Returns how many there were.
 * Source: checks.md 1.5, parent death.
 * @param isGone whether no main process has this pid any more
 */
export function endOrphanedRuns(isGone: (mainPid: number) => boolean): number {
  const uptimeS = Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]);
  const orphans = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isOrphan(pid, uptimeS, isGone));
  for (const pid of orphans) endIt(Number(pid));
  return orphans.length;
}

/** Whether a process with this pid is a main process of vipward. */
export function isMain(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('vipward');
  } catch {
    return false;
  }
}

function isOrphan(pid: string, uptimeS: number, isGone: (mainPid: number) => boolean): boolean {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    if (!variables.some((variable) => variable.startsWith('VIPWARD_CHECK='))) return false;
    const runId = variables.find((variable) => variable.startsWith('VIPWARD_RUN_ID='));
    const mainPid = Number(runId?.split('-')[1]);
    if (!Number.isInteger(mainPid) || !isGone(mainPid)) return false;
    if (readlinkSync(`/proc/${pid}/ns/pid`) !== readlinkSync('/proc/self/ns/pid')) return false;
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const startedS = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD]) / TICKS_PER_S;
    return uptimeS - startedS < LONGEST_RUN_S;
  } catch {
    return false; // gone meanwhile, or another user's
  }
}

function endIt(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone meanwhile
  }
}
