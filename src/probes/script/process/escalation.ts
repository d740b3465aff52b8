import { signalGroup } from '../../../linux/process.ts';

const STUCK_AFTER_KILL_MS = 2000;
const KILL_AGAIN_MS = 10_000;

/** Ends a process group: SIGTERM, after a grace SIGKILL, then SIGKILL every 10 s until it is told to stop. */
export class Escalation {
  readonly #groupId: number;
  #timer: NodeJS.Timeout | undefined;
  #sent: 'term' | 'kill' = 'term';
  #killedAtMs: number | undefined;

  constructor(groupId: number, graceMs: number) {
    this.#groupId = groupId;
    signalGroup(groupId, 'SIGTERM');
    // A stopped process takes no SIGTERM until it is continued.
    signalGroup(groupId, 'SIGCONT');
    this.#timer = setTimeout(() => this.#kill(), graceMs);
  }

  /** What it took so far. */
  get sent(): 'term' | 'kill' {
    return this.#sent;
  }

  /** Whether the group outlived SIGKILL by 2 s: it sleeps uninterruptibly. */
  get isStuck(): boolean {
    return this.#killedAtMs !== undefined && performance.now() - this.#killedAtMs >= STUCK_AFTER_KILL_MS;
  }

  /** The group's leader has ended. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #kill(): void {
    this.#sent = 'kill';
    this.#killedAtMs ??= performance.now();
    signalGroup(this.#groupId, 'SIGKILL');
    this.#timer = setTimeout(() => this.#kill(), KILL_AGAIN_MS);
  }
}
