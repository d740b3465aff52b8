import { type ChildProcess, fork } from 'node:child_process';
import type { StatusReport } from '../../http/api.ts';
import { Beat } from '../../ipc/beat.ts';
import { Link } from '../../ipc/link.ts';
import { type FromDataplane, HEARTBEAT_INTERVAL_MS, PROTOCOL_VERSION, type ToDataplane } from '../../ipc/messages.ts';
import { readFromDataplane } from '../../ipc/validate.ts';

const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 30_000;
/** A dataplane that lived this long was no part of a crash cycle. */
const STEADY_MS = 60_000;
const STOP_LIMIT_MS = 3_000;

export interface DataplaneListener {
  /** Up and empty: wants the model and all verdicts. */
  readonly onReady: () => void;
  readonly onMessage: (message: FromDataplane) => void;
  /** Gone without being asked: what it held must be released, before anything else. */
  readonly onLost: (how: string, restartInMs: number) => void;
  /** It cannot work on this host at all, and said why. */
  readonly onFatal: (text: string) => void;
}

/** Keeps one dataplane process running: starts it, listens for its beat, kills it when it is stuck, starts it again. */
export class Supervisor {
  readonly #entry: string;
  readonly #listener: DataplaneListener;
  #child: ChildProcess | undefined;
  #link: Link<ToDataplane> | undefined;
  #beat = new Beat();
  #beating: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  #backoffMs = FIRST_BACKOFF_MS;
  #startedAtMs = 0;
  #fatal: string | undefined;
  /** Who answers for what was put on the host: nobody, when a child is gone and the next one has not taken its model yet. */
  #keeper: 'not needed' | 'child' | 'nobody' = 'not needed';
  #life: 'not needed' | 'kept running' | 'stopped' = 'not needed';

  /** @param entry the dataplane's bundle */
  constructor(entry: string, listener: DataplaneListener) {
    this.#entry = entry;
    this.#listener = listener;
  }

  get state(): StatusReport['dataplane'] {
    if (this.#life === 'not needed') return { state: 'none' };
    const pid = this.#child?.pid;
    return pid === undefined ? { state: 'restarting' } : { state: 'running', pid };
  }

  /** From now on one is kept running; again: no effect. */
  start(): void {
    if (this.#life !== 'not needed') return;
    this.#life = 'kept running';
    this.#begin();
  }

  #begin(): void {
    this.#startedAtMs = performance.now();
    const child = this.#fork();
    if (child === undefined) return;
    this.#child = child;
    this.#link = new Link<ToDataplane>({
      get connected(): boolean {
        return child.connected;
      },
      send: (message, callback) => child.send(message, callback),
    });
    this.#beat = new Beat();
    child.on('message', (raw) => this.#onMessage(raw));
    child.on('error', (error) => {
      // A send to a child that died this instant: its exit tells the rest. One that never lived has no exit.
      if (child.pid === undefined) this.#onExit(`cannot be started: ${error.message}`);
    });
    child.once('exit', (code, signal) =>
      this.#onExit(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
    );
    this.#beating = setInterval(() => this.#onBeat(child), HEARTBEAT_INTERVAL_MS);
    this.send({ type: 'hello', protocol: PROTOCOL_VERSION });
  }

  /** Some failures to start are thrown and others come as an event. */
  #fork(): ChildProcess | undefined {
    try {
      return fork(this.#entry, [String(process.pid)], {
        serialization: 'json',
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
    } catch (error) {
      this.#onExit(`cannot be started: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  send(message: ToDataplane): void {
    this.#link?.send(message);
  }

  /**
   * Asks for the hand-over and waits for the end.
   * @returns `left` when the dataplane did it itself; `died` when it broke down meanwhile, was killed after 3 s without an
   * answer, or cannot answer for what an earlier one held: that must be released
   */
  stop(reason: string): Promise<'left' | 'died'> {
    this.#life = 'stopped';
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined) return Promise.resolve(this.#keeper === 'nobody' ? 'died' : 'left');
    return new Promise((resolve) => {
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      child.once('exit', (code) => {
        clearTimeout(limit);
        resolve(code === 0 && this.#keeper !== 'nobody' ? 'left' : 'died');
      });
      this.send({ type: 'shutdown', reason });
    });
  }

  #onMessage(raw: unknown): void {
    this.#beat.heard();
    const message = readFromDataplane(raw);
    if (!message.ok) return this.#listener.onMessage({ type: 'trouble', severity: 'error', text: message.error });
    if (message.value.type === 'trouble' && message.value.severity === 'fatal') this.#fatal = message.value.text;
    // From `ready` on it is being told its model, and may put things on the host before it says so.
    const takesFirst = message.value.type === 'ready' && this.#keeper === 'not needed';
    if (takesFirst || message.value.type === 'applied') this.#keeper = 'child';
    if (message.value.type === 'ready') this.#listener.onReady();
    this.#listener.onMessage(message.value);
  }

  #onBeat(child: ChildProcess): void {
    this.send({ type: 'heartbeat' });
    if (this.#beat.tick() === 'stalled') child.kill('SIGKILL');
  }

  #onExit(how: string): void {
    clearInterval(this.#beating);
    this.#child = undefined;
    this.#link = undefined;
    if (this.#life === 'stopped') return;
    if (this.#keeper === 'child') this.#keeper = 'nobody';
    if (this.#fatal !== undefined) return this.#listener.onFatal(this.#fatal);
    if (performance.now() - this.#startedAtMs > STEADY_MS) this.#backoffMs = FIRST_BACKOFF_MS;
    this.#listener.onLost(how, this.#backoffMs);
    this.#restart = setTimeout(() => this.#begin(), this.#backoffMs);
    this.#backoffMs = Math.min(LAST_BACKOFF_MS, this.#backoffMs * 2);
  }
}
