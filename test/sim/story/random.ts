/** Draws that follow from one seed: xorshift over 32 bits, the same on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Seeds that are neighbours must not draw alike.
    this.#state = (Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ (seed >>> 13)) | 0 || 1;
    for (let round = 0; round < 8; round++) this.share();
  }

  /** 0 to 1, without 1. */
  share(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 0x1_0000_0000;
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.share() < share;
  }

  /** One of the list; what stands there twice comes twice as often. */
  one<T>(list: readonly T[]): T {
    const drawn = list[this.whole(0, list.length - 1)];
    if (drawn === undefined) throw new Error('nothing to draw from');
    return drawn;
  }
}
