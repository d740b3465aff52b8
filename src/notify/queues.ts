import { verdictOf } from '../health/verdict.ts';
import type { Model } from '../model/model.ts';
import { atMost } from '../probes/at-most.ts';
import type { Run } from '../probes/probe.ts';
import { startHook } from '../probes/script/hook.ts';
import { type NotifyCommand, type NotifyEvent, notifyCommands, type Subject } from './commands.ts';
import { enqueue } from './waiting-line.ts';

const LIMIT_MS = 30_000;
/** A stop must not wait for a slow script. */
const STOP_LIMIT_MS = 5000;
/** A script that ignores its end must not hold up the next one for ever. */
const GONE_LIMIT_MS = 3000;

/** What became of one notify script. */
export interface NotifyResult {
  readonly about: Subject;
  readonly state: string;
  readonly argv: readonly string[];
  /** In words: `exit 0`, `no result within 30000 ms`, `could not start: …`, `not run: …`. */
  readonly result: string;
  readonly durationMs: number;
}

interface Queue {
  waiting: readonly NotifyCommand[];
  run: Run | undefined;
  idle: Promise<void>;
}

/** The line of all checks; that of an instance or a group bears its name. */
const CHECKS = 'checks';

/** An instance and a group may have the same name. */
function lineOf(event: NotifyEvent): string {
  if (event.type === 'check') return CHECKS;
  return event.type === 'group' ? `group ${event.group.name}` : `instance ${event.config.name}`;
}

/**
 * One line of notify scripts an instance and a sync group, and one for all checks: in order, one at a time, none repeated.
 * Source: checks.md 6.4.
 */
export class NotifyQueues {
  readonly #queues = new Map<string, Queue>();
  readonly #listener: (result: NotifyResult) => void;
  #security: Model['scriptSecurity'];
  #phase: 'open' | 'closed' = 'open';

  constructor(listener: (result: NotifyResult) => void, security: Model['scriptSecurity']) {
    this.#listener = listener;
    this.#security = security;
  }

  /** A reload changed how strictly the paths of scripts are judged. */
  adopt(security: Model['scriptSecurity']): void {
    this.#security = security;
  }

  /** Lines up the scripts of one event. Returns at once. */
  add(event: NotifyEvent): void {
    const queue = this.#queueOf(lineOf(event));
    for (const command of notifyCommands(event)) {
      const { waiting, dropped } = enqueue(queue.waiting, command);
      queue.waiting = waiting;
      if (dropped !== 'none') this.#tell(dropped, 'not run: too many were waiting, and a later one says the same', 0);
    }
    queue.idle = queue.idle.then(() => this.#work(queue));
  }

  /** Waits until all have run, at most `limitMs`; then ends the running ones and says what was not run. */
  async drain(limitMs: number): Promise<void> {
    await atMost(limitMs, this.#allIdle());
    this.#phase = 'closed';
    for (const queue of this.#queues.values()) queue.run?.cancel('stop');
    await this.#allIdle();
  }

  async #allIdle(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle));
  }

  #queueOf(line: string): Queue {
    const known = this.#queues.get(line);
    const queue = known ?? { waiting: [], run: undefined, idle: Promise.resolve() };
    this.#queues.set(line, queue);
    return queue;
  }

  async #work(queue: Queue): Promise<void> {
    for (let [command] = queue.waiting; command !== undefined; [command] = queue.waiting) {
      queue.waiting = queue.waiting.slice(1);
      if (this.#phase === 'closed') this.#tell(command, 'not run: the daemon stops', 0);
      else await this.#run(queue, command);
    }
  }

  async #run(queue: Queue, command: NotifyCommand): Promise<void> {
    const { about, state, argv, user, facts } = command;
    const timeoutMs = state === 'stop' ? STOP_LIMIT_MS : LIMIT_MS;
    const run = await startHook({ name: about.name, script: { argv, user }, timeoutMs, facts }, this.#security);
    queue.run = run;
    // Closed while the user was looked up: `drain` had no run to end.
    if (this.#phase === 'closed') run.cancel('stop');
    const { outcome, summary, durationMs } = await run.settled;
    this.#tell(command, verdictOf(outcome, summary, 'keepalived').reason, durationMs);
    await atMost(GONE_LIMIT_MS, run.gone);
    queue.run = undefined;
  }

  #tell({ about, state, argv }: NotifyCommand, result: string, durationMs: number): void {
    this.#listener({ about, state, argv, result, durationMs });
  }
}
