import { readdirSync, readFileSync } from 'node:fs';

/** A process and its descendants, parents before children. Empty when it is gone. From /proc/PID/task/TID/children. */
export function processTree(pid: number): readonly number[] {
  if (!isAlive(pid)) return [];
  const tree = [pid];
  for (const parent of tree) tree.push(...childrenOf(parent));
  return tree;
}

/** SIGSTOP to a process and its descendants. Parents first, so that none can have a child that is not seen. */
export function freezeTree(pid: number): void {
  const frozen = new Set<number>();
  for (;;) {
    const running = processTree(pid).filter((member) => !frozen.has(member));
    if (running.length === 0) return;
    for (const member of running) {
      sendSignal(member, 'SIGSTOP');
      frozen.add(member);
    }
  }
}

/** SIGCONT to a process and its descendants, children first. */
export function thawTree(pid: number): void {
  for (const member of processTree(pid).toReversed()) sendSignal(member, 'SIGCONT');
}

/** SIGKILL to a process and its descendants at once: frozen before, so that a parent cannot react to a child's death. */
export function killTree(pid: number): void {
  freezeTree(pid);
  for (const member of processTree(pid)) sendSignal(member, 'SIGKILL');
}

/** Sends a signal; a process that is gone is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether the process exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return []; // ended while we were reading
  }
}
