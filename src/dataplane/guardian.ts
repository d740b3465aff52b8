import { Beat } from '../ipc/beat.ts';
import { HEARTBEAT_INTERVAL_MS } from '../ipc/messages.ts';

/** Says that this process lives, and notices when main does not. */
export class Guardian {
  readonly #beat = new Beat();
  readonly #timer: NodeJS.Timeout;

  constructor(on: { readonly beat: () => void; readonly stalled: () => void }) {
    this.#timer = setInterval(() => {
      on.beat();
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
