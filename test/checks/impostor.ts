import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { onTestFinished, vi } from 'vitest';
import { end, programPath } from './shells.ts';
import { testFolder } from './workplace.ts';

const tracked = (child: ChildProcess): ChildProcess => {
  onTestFinished(() => end(child));
  return child;
};

const sleepCalled = (name: string): string => {
  const program = `${testFolder()}/${name}`;
  copyFileSync(programPath('sleep') ?? '', program);
  return program;
};

/** A pid file of a process that is called `name` and does nothing. */
export function idleProcess(name: string): { readonly pidFile: string; readonly pid: number } {
  const child = tracked(spawn(sleepCalled(name), ['60'], { stdio: 'ignore' }));
  return pidFileOf(child.pid ?? 0);
}

/** A pid file of a process called `name` that has ended and that its parent does not reap. */
export async function zombieProcess(name: string): Promise<string> {
  const script = '"$1" 0 & echo $!; exec sleep 60';
  const parent = tracked(
    spawn('/bin/sh', ['-c', script, 'sh', sleepCalled(name)], { stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  if (parent.stdout === null) throw new Error('no pipe');
  const lines = createInterface(parent.stdout);
  const [line] = await once(lines, 'line');
  const pid = Number(line);
  await stateOf(pid, 'Z');
  return pidFileOf(pid).pidFile;
}

/** Waits until the kernel shows the process in this state: T stopped, Z zombie. */
export const stateOf = (pid: number, state: 'T' | 'Z'): Promise<void> =>
  vi
    .waitUntil(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(`) ${state} `), { timeout: 5000, interval: 5 })
    .then(() => {});

export function pidFileOf(pid: number | string): { readonly pidFile: string; readonly pid: number } {
  const pidFile = `${testFolder()}/service.pid`;
  writeFileSync(pidFile, `${pid}\n`);
  return { pidFile, pid: Number(pid) };
}
