import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { monotonicUs } from '../linux/clock.ts';
import { freezeTree, isAlive, killTree, processTree, sendSignal, thawTree } from './process-tree.ts';
import { until } from './until.ts';

const LOG_LIMIT_LINES = 50_000;
const QUOTED_LINES = 15;
const STOP_LIMIT_MS = 10_000;
const KILL_LIMIT_MS = 5000;

/** A line a process printed. `atUs`: when it arrived here, CLOCK_MONOTONIC. */
export interface LogLine {
  readonly atUs: number;
  readonly text: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program running on a host of the lab, with what it prints. `pid` is as seen from outside the host. */
export class HostProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process itself has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** As `exited`, and everything it and its children printed has been read. */
  readonly ended: Promise<Exit>;
  readonly #streams: readonly Readable[];
  readonly #lines: LogLine[] = [];
  #exit: Exit | undefined;

  /** Adopts a child that has just been spawned. Throws when it has no pid, because its program cannot be run. */
  constructor(name: string, child: ChildProcess) {
    child.on('error', () => {}); // spawn failures show as a missing pid here, later ones belong to the IPC channel
    if (child.pid === undefined) throw new Error(`${name}: cannot run ${child.spawnargs.join(' ')}`);
    this.name = name;
    this.pid = child.pid;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve((this.#exit = { code, signal })));
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.#streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
    for (const stream of this.#streams) this.#keepLines(stream);
  }

  /** What it printed, both streams in order of arrival; bounded, the oldest lines go first. */
  log(): string {
    return this.#lines.map((line) => line.text).join('\n');
  }

  logLines(): readonly LogLine[] {
    return this.#lines;
  }

  /** How it ended, or `running`. */
  get state(): Exit | 'running' {
    return this.#exit ?? 'running';
  }

  /** It and its descendants that are alive, parents first. */
  tree(): readonly number[] {
    return this.#exit === undefined ? processTree(this.pid) : [];
  }

  /**
   * The first line printed at or after `sinceUs` that matches. Rejects after `limitMs`, or when the process has ended
   * without it, with the last lines of the log.
   */
  waitForLog(pattern: RegExp, limitMs: number, sinceUs = 0): Promise<LogLine> {
    const missing = (): string => {
      const last = this.#lines.slice(-QUOTED_LINES).map((line) => `\n  ${line.text}`);
      return `${this.name} to print ${pattern}; its last lines:${last.join('')}`;
    };
    return until(missing, limitMs, () => {
      const found = this.#lines.find((line) => line.atUs >= sinceUs && line.text.search(pattern) >= 0);
      if (found === undefined && this.#exit !== undefined && this.#streams.every((stream) => stream.readableEnded)) {
        throw new Error(`waited in vain for ${missing()}\nIt has ended: ${JSON.stringify(this.#exit)}`);
      }
      return found;
    });
  }

  /** Sends a signal to the process itself. */
  signal(signal: NodeJS.Signals): void {
    if (this.#exit === undefined) sendSignal(this.pid, signal);
  }

  /** Asks it to stop and waits; what is left after `limitMs` is killed. Returns how it ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', limitMs = STOP_LIMIT_MS): Promise<Exit> {
    this.signal(signal);
    const timer = setTimeout(() => killTree(this.pid), limitMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** SIGKILL to it and all its descendants in one moment; waits until they are gone. */
  async kill(): Promise<Exit> {
    const members = this.tree();
    if (members.length > 0) killTree(this.pid);
    const exit = await this.exited;
    await until(`the end of ${this.name}`, KILL_LIMIT_MS, () => !members.some(isAlive));
    return exit;
  }

  /** SIGSTOP to it and all its descendants, as when the host stalls. */
  freeze(): void {
    if (this.#exit === undefined) freezeTree(this.pid);
  }

  /** Undoes {@link freeze}. */
  thaw(): void {
    if (this.#exit === undefined) thawTree(this.pid);
  }

  #keepLines(stream: Readable): void {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (text) => {
      this.#lines.push({ atUs: monotonicUs(), text });
      if (this.#lines.length > LOG_LIMIT_LINES) this.#lines.shift();
    });
  }
}
