import { Beat } from '../ipc/beat.ts';
import { HEARTBEAT_INTERVAL_MS } from '../ipc/messages.ts';

/** Says that this process lives, and notices when main does not. */
export class Guardian {
  readonly #beat = new Beat();
  readonly #timer: NodeJS.Timeout;
  #lastMs = performance.now();

  constructor(on: { readonly beat: (loopDelayMs: number) => void; readonly stalled: () => void }) {
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      on.beat(Math.max(0, nowMs - this.#lastMs - HEARTBEAT_INTERVAL_MS));
      this.#lastMs = nowMs;
      if (this.#beat.tick() === 'stalled') on.stalled();
    }, HEARTBEAT_INTERVAL_MS);
  }

  heard(): void {
    this.#beat.heard();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
