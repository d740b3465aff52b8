export type Place = 'here' | 'anywhere';

/** Every so many starts the place that was slower is tried again: loads change. */
const TRY_OTHER_EVERY = 32;
/** How much the last time counts in the average. */
const NEWEST_SHARE = 0.2;

/** Which of two places to start children was quicker of late. */
export class QuickerPlace {
  readonly #averageMs: Record<Place, number> = { here: 0, anywhere: 0 };
  #starts = 0;

  next(): Place {
    this.#starts += 1;
    const better = this.#averageMs.here < this.#averageMs.anywhere ? 'here' : 'anywhere';
    if (this.#starts % TRY_OTHER_EVERY !== 0) return better;
    return better === 'here' ? 'anywhere' : 'here';
  }

  took(place: Place, tookMs: number): void {
    this.#averageMs[place] += NEWEST_SHARE * (tookMs - this.#averageMs[place]);
  }
}
