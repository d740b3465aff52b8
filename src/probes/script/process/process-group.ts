import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { signalGroup } from '../../../linux/process.ts';

/**
 * Kills what is left of a group whose leader is reaped. Returns how many processes that were. A new process that was
 * given the leader's number is left alone, and its group.
 */
export function killLeftovers(groupId: number): number {
  // Reading all of /proc is dear; almost always the group is empty and one call tells.
  if (signalGroup(groupId, 'none') === 'gone') return 0;
  const members = readdirSync('/proc').filter((pid) => statFields(pid)?.groupId === groupId);
  if (members.includes(String(groupId))) return 0;
  return signalGroup(groupId, 'SIGKILL') === 'sent' ? members.length : 0;
}

/** Whether a child has ended and only waits to be reaped: the event loop is late, not the child. */
export const isZombie = (pid: number): boolean => statFields(String(pid))?.state === 'Z';

/** When memory runs out a check goes before the daemon. Best effort: the child may be gone already. */
export function preferAsOomVictim(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '500');
  } catch {
    // Gone, or a kernel that does not let us: nothing depends on it.
  }
}

function statFields(pid: string): { readonly state: string; readonly groupId: number } | undefined {
  if (!/^\d+$/.test(pid)) return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold blanks and parentheses itself.
    const [state = '', , groupId = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, groupId: Number(groupId) };
  } catch {
    return undefined;
  }
}
