import type { FromDataplane, ToDataplane } from './messages.ts';

/** The half of a fork channel this end sends on: `process` in the child, a `ChildProcess` in the parent. */
export interface Channel {
  readonly connected: boolean;
  send(message: object, callback: (error: Error | null) => void): boolean;
}

/** A thousand instances that change their state at one moment say four things each: no notify script may be lost. */
const QUEUE_LIMIT = 10_000;

/** Messages of which only the newest matters while the reader is slow. */
const LATEST_ONLY: ReadonlySet<string> = new Set(['heartbeat', 'snapshot', 'model', 'report']);

/**
 * Sending end of the channel between main and dataplane. Node queues without bound when the reader stalls
 * (platform.md 10), so after a full pipe messages wait here, at most {@link QUEUE_LIMIT}: of states only the newest
 * is kept, of events the oldest is dropped and counted. Never throws; a closed channel swallows everything.
 */
export class Link<Out extends ToDataplane | FromDataplane> {
  readonly #channel: Channel;
  readonly #waiting: Out[] = [];
  #full = false;
  #dropped = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Events lost because the reader was too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  send(message: Out): void {
    if (!this.#channel.connected) return;
    if (this.#full) this.#queue(message);
    else this.#write(message);
  }

  /** Sends the last message and calls back when it has left this process or cannot. */
  sendLast(message: Out, done: () => void): void {
    if (!this.#channel.connected) return done();
    this.#channel.send(message, done);
  }

  #write(message: Out): void {
    const roomLeft = this.#channel.send(message, () => this.#drain());
    if (!roomLeft) this.#full = true;
  }

  #queue(message: Out): void {
    if (LATEST_ONLY.has(message.type)) {
      const older = this.#waiting.findIndex((waiting) => waiting.type === message.type);
      if (older >= 0) this.#waiting.splice(older, 1);
    }
    this.#waiting.push(message);
    if (this.#waiting.length > QUEUE_LIMIT) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
  }

  #drain(): void {
    this.#full = false;
    while (!this.#full && this.#channel.connected) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#write(next);
    }
  }
}
