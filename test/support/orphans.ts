import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** Processes that do not descend from the test, as services do not descend from vipward. All end with the test. */
export interface Orphan {
  readonly pid: number;
  readonly program: string;
  /** Ends it at once; whoever has become its parent reaps it. */
  kill(signal?: NodeJS.Signals): void;
}

/** A folder that goes away with the test. */
export function folderOfTest(): string {
  const path = mkdtempSync(`${tmpdir()}/vipward-test-`);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A copy of `sleep` under another name: kernel name, program and command line are this test's alone. */
export function programCalled(name: string): string {
  const program = `${folderOfTest()}/${name}`;
  copyFileSync('/bin/sleep', program);
  return program;
}

/** Starts a program that sleeps; its parent is gone when this returns. */
export function orphan(program: string, ...args: readonly string[]): Orphan {
  return orphanOf('"$0" "$@" >/dev/null 2>&1 & echo $!', program, ...args);
}

/** A process that has ended and that its parent, which lives, does not reap. */
export async function zombie(program: string): Promise<Orphan> {
  const file = `${folderOfTest()}/pid`;
  orphanOf('{ "$0" 0 & echo $! >"$1"; exec sleep 60; } >/dev/null 2>&1 & echo $!', program, file);
  const pid = await vi.waitUntil(() => numberIn(file), { timeout: 10_000, interval: 5 });
  await inState(pid, 'Z');
  return { pid, program, kill: () => {} };
}

/** A process with one child, both of them of this program. */
export async function withChild(program: string): Promise<{ readonly parent: Orphan; readonly child: number }> {
  const file = `${folderOfTest()}/child`;
  const parent = orphanOf('{ "$0" 60 & echo $! >"$1"; exec "$0" 60; } >/dev/null 2>&1 & echo $!', program, file);
  const child = await vi.waitUntil(() => numberIn(file), { timeout: 10_000, interval: 5 });
  onTestFinished(() => end(child, 'SIGKILL'));
  // Both are still the shell for a moment.
  const name = basename(program).slice(0, 15);
  const areReady = (): boolean => [parent.pid, child].every((pid) => commOf(pid) === name);
  await vi.waitUntil(areReady, { timeout: 10_000, interval: 5 });
  return { parent, child };
}

export function pidFile(content: string | number): string {
  const path = `${folderOfTest()}/service.pid`;
  writeFileSync(path, `${content}\n`);
  return path;
}

/** Waits until the kernel shows a process in this state: T stopped, Z zombie. */
export const inState = (pid: number, state: 'T' | 'Z'): Promise<unknown> =>
  vi.waitUntil(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(`) ${state} `), {
    timeout: 10_000,
    interval: 5,
  });

function orphanOf(script: string, program: string, ...args: readonly string[]): Orphan {
  const pid = Number(execFileSync('/bin/sh', ['-c', script, program, ...args], { encoding: 'utf8' }));
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): void => end(pid, signal);
  onTestFinished(() => kill());
  return { pid, program, kill };
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended already
  }
}

function commOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

function numberIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
