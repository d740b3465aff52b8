import { expect, test } from 'vitest';
import { type Place, QuickerPlace } from '../../../src/linux/spawn/quicker-place.ts';

/** How many of so many starts went here, when each place takes so long. */
function startsHere(quicker: QuickerPlace, starts: number, tookMs: Readonly<Record<Place, number>>): number {
  let here = 0;
  for (let start = 0; start < starts; start += 1) {
    const place = quicker.next();
    if (place === 'here') here += 1;
    quicker.took(place, tookMs[place]);
  }
  return here;
}

test('nearly all starts go where they are quicker, and follow when that changes', () => {
  const quicker = new QuickerPlace();
  startsHere(quicker, 100, { here: 1, anywhere: 4 });
  expect(startsHere(quicker, 320, { here: 1, anywhere: 4 })).toBe(310);
  startsHere(quicker, 1000, { here: 1, anywhere: 0.1 });
  expect(startsHere(quicker, 320, { here: 1, anywhere: 0.1 })).toBe(10);
});
