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

/** A program of this name that sleeps for so many seconds. */
export const sleepCalled = (name: string): string => {
  const program = `${testFolder()}/${name}`;
  copyFileSync(programPath('sleep') ?? '', program);
  return program;
};

/** A pid file of a process that is called `name`, does nothing and has a process group of its own. */
export function idleProcess(name: string): { readonly pidFile: string; readonly pid: number } {
  const child = tracked(spawn(sleepCalled(name), ['60'], { stdio: 'ignore', detached: true }));
  return pidFileOf(child.pid ?? 0);
}

/** A pid file of a process called `name` that has ended, that its parent does not reap, in another group than ours. */
export async function zombieProcess(name: string): Promise<string> {
  const script = '"$1" 60 & echo $!; exec sleep 60';
  const parent = tracked(
    spawn('/bin/sh', ['-c', script, 'sh', sleepCalled(name)], { stdio: ['ignore', 'pipe', 'ignore'], detached: true }),
  );
  if (parent.stdout === null) throw new Error('no pipe');
  const lines = createInterface(parent.stdout);
  const [line] = await once(lines, 'line');
  const pid = Number(line);
  // Before both have become their programs the child has another name, and the shell may still reap it.
  await becomes(parent.pid ?? 0, 'sleep');
  await becomes(pid, name);
  process.kill(pid, 'SIGKILL');
  await stateOf(pid, 'Z');
  return pidFileOf(pid).pidFile;
}

const becomes = (pid: number, program: string): Promise<void> =>
  vi
    .waitUntil(() => readFileSync(`/proc/${pid}/comm`, 'utf8') === `${program}\n`, { timeout: 5000, interval: 5 })
    .then(() => {});

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
