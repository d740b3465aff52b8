import { HEARTBEAT_INTERVAL_MS, STALL_LIMIT_MS } from './messages.ts';

const SILENT_BEATS_LIMIT = STALL_LIMIT_MS / HEARTBEAT_INTERVAL_MS;

/**
 * Judges whether the other process is alive. Silence is counted in beats of one's own, not in elapsed time: when this
 * process or the whole machine was stopped, only one beat has passed and the other end gets its chance to speak.
 */
export class Beat {
  #silentBeats = 0;

  /** The other end said something. */
  heard(): void {
    this.#silentBeats = 0;
  }

  /** One own beat; `stalled` once the other end was silent for {@link STALL_LIMIT_MS} of them. */
  tick(): 'alive' | 'stalled' {
    this.#silentBeats += 1;
    return this.#silentBeats > SILENT_BEATS_LIMIT ? 'stalled' : 'alive';
  }
}
