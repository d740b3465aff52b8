import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { expect } from 'vitest';

export interface Shell {
  readonly name: string;
  readonly argv: readonly string[];
}

/** What one run of a script said. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where the checks' own PATH finds a program. */
export function programPath(name: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Where the first of several programs is. On a machine of the pipeline its absence is a failure; elsewhere the tests that
 * need it are skipped with `title` naming the package.
 */
export function required(
  names: readonly string[],
  debianPackage: string,
): { readonly path: string; readonly title: string } {
  const path = names.map(programPath).find((found) => found !== undefined);
  if (path !== undefined) return { path, title: path };
  if (process.env['CI'] !== undefined)
    throw new Error(`${names.join(' or ')} is missing: apt-get install ${debianPackage}`);
  return { path: '', title: `skipped: ${names.join(' or ')} is missing, apt-get install ${debianPackage}` };
}

const dash = required(['dash'], 'dash');
const bash = required(['bash'], 'bash');
const busybox = required(['busybox'], 'busybox');

/** One program with the tools of small systems; empty when it is not installed. */
export const BUSYBOX = busybox.path;

/** The shells that a shipped script must work with. One that is not installed has no argv. */
export const SHELLS: readonly Shell[] = [
  { name: `dash (${dash.title})`, argv: dash.path === '' ? [] : [dash.path] },
  { name: `bash --posix (${bash.title})`, argv: bash.path === '' ? [] : [bash.path, '--posix'] },
  { name: `busybox ash (${busybox.title})`, argv: busybox.path === '' ? [] : [busybox.path, 'sh'] },
];

/** The script as the product ships it. */
export const shipped = (name: string): string => new URL(`../../../checks/${name}`, import.meta.url).pathname;

/**
 * Runs a script to its end in every shell at once, and demands that all say the same. As the daemon runs it: no stdin,
 * working directory /, nothing in the environment but `env`. `tookMs` is the slowest's. `launcher` is a command that
 * gets the shell's as its last arguments.
 */
export async function runScript(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  launcher: readonly string[] = [],
): Promise<Ran> {
  const installed = SHELLS.filter(({ argv }) => argv.length > 0).map(({ name, argv }) => ({
    name,
    argv: [...launcher, ...argv],
  }));
  const runs = await Promise.all(installed.map((shell) => runIn(shell, [script, ...args], env)));
  const [first] = runs;
  if (first === undefined) throw new Error('no shell is installed');
  for (const [index, ran] of runs.entries()) {
    expect(withoutTimes(ran), `${installed[index]?.name} beside ${installed[0]?.name}`).toEqual(withoutTimes(first));
  }
  return { ...first, tookMs: Math.max(...runs.map(({ tookMs }) => tookMs)) };
}

const withoutTimes = ({ code, stdout, stderr }: Ran) => ({ code, stderr, stdout: stdout.replace(/\d+ ?ms/g, 'N ms') });

/** Runs one shell with these arguments. */
export function runIn(shell: Shell, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const [file = '', ...options] = shell.argv;
  const startedMs = performance.now();
  const child = spawn(file, [...options, ...args], { cwd: '/', env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output, tookMs: performance.now() - startedMs }));
  });
}

/** Ends a child of ours and waits until it is gone. */
export function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
