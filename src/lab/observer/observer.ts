import type { ChildProcess } from 'node:child_process';
import type { HostProcess } from '../host-process.ts';
import { until } from '../until.ts';
import type { FromObserver, Report, ToObserver } from './messages.ts';
import { NOBODY } from './runs.ts';

const START_LIMIT_MS = 10_000;
const REPORT_LIMIT_MS = 10_000;

/** The lab's end of the observer process: what it sees now, and on request the whole report. */
export class Observer {
  readonly #child: ChildProcess;
  readonly #process: HostProcess;
  #answering: string = NOBODY;
  #page = 'none yet';
  #holders: readonly string[] = [];
  #report: Report | undefined;
  #state: 'starting' | 'ready' = 'starting';

  /** `child` was forked with an IPC channel and is the same process as `process`. */
  constructor(child: ChildProcess, process: HostProcess) {
    this.#child = child;
    this.#process = process;
    child.on('message', (message: FromObserver) => this.#take(message));
  }

  /** Resolves when the observer watches; rejects with its last words when it cannot. */
  async ready(): Promise<this> {
    await this.#until('the observer to start', START_LIMIT_MS, () => this.#state === 'ready');
    return this;
  }

  /** The node that answers datagrams to the VIP, or `nobody`. */
  get answering(): string {
    return this.#answering;
  }

  /** How the last HTTP request to the VIP ended: `200 BODY`, or why it failed. */
  get page(): string {
    return this.#page;
  }

  /** The nodes whose kernels have the VIP. */
  get holders(): readonly string[] {
    return this.#holders;
  }

  /** Waits until this node, and no other, has the VIP. */
  async waitUntilHolder(node: string, limitMs: number): Promise<void> {
    const seen = (): string => `${node} to hold the VIP; holders: ${this.#holders.join(', ') || NOBODY}`;
    await this.#until(seen, limitMs, () => this.#holders.length === 1 && this.#holders[0] === node);
  }

  /** Waits until this node (or `nobody`) answers the client's datagrams. */
  async waitUntilAnswers(node: string, limitMs: number): Promise<void> {
    await this.#until(
      () => `${node} to answer, not ${this.#answering}`,
      limitMs,
      () => this.#answering === node,
    );
  }

  /** Waits until the client gets this page (`200 BODY`), or this failure. */
  async waitUntilPage(page: string, limitMs: number): Promise<void> {
    await this.#until(
      () => `the page "${page}", not "${this.#page}"`,
      limitMs,
      () => this.#page === page,
    );
  }

  /** Everything seen from the start to now. */
  async report(): Promise<Report> {
    this.#report = undefined;
    this.#child.send({ type: 'report' } satisfies ToObserver);
    return this.#until('the report of the observer', REPORT_LIMIT_MS, () => this.#report);
  }

  /** Ends the observation. */
  async stop(): Promise<void> {
    await this.#process.kill();
  }

  #take(message: FromObserver): void {
    switch (message.type) {
      case 'ready':
        this.#state = 'ready';
        return;
      case 'answers':
        this.#answering = message.outcome;
        return;
      case 'http':
        this.#page = message.outcome;
        return;
      case 'holders':
        this.#holders = message.hosts;
        return;
      case 'report':
        this.#report = message.report;
    }
  }

  #until<T>(what: string | (() => string), limitMs: number, condition: () => T | undefined | false): Promise<T> {
    return until(what, limitMs, () => {
      const value = condition();
      if ((value === undefined || value === false) && this.#process.state !== 'running') {
        throw new Error(`the observer has ended: ${this.#process.log()}`);
      }
      return value;
    });
  }
}
