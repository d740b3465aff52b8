/** Byte strings for decoders: random, and valid ones that were damaged. */
import * as fc from 'fast-check';

/** Numbers that lengths, counts and offsets go wrong with. */
const EXTREMES = [0, 1, 2, 3, 4, 7, 8, 15, 16, 0x7f, 0x80, 0xfe, 0xff];

const MOST_BYTES = 1600;

export const anyBytes = fc.uint8Array({ maxLength: 200 });

interface Damage {
  readonly at: number;
  readonly how: 'set' | 'flip' | 'cut' | 'insert' | 'double' | 'end';
  readonly value: number;
  readonly length: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(MOST_BYTES),
  how: fc.constantFrom('set', 'set', 'flip', 'cut', 'insert', 'double', 'end'),
  value: fc.oneof(fc.constantFrom(...EXTREMES), fc.nat(255)),
  length: fc.nat(40),
});

function damaged(bytes: Uint8Array, { at, how, value, length }: Damage): Uint8Array {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (how) {
    case 'set':
      return bytes.map((byte, index) => (index === place ? value : byte));
    case 'flip':
      return bytes.map((byte, index) => (index === place ? byte ^ (1 << (value & 7)) : byte));
    case 'cut':
      return Uint8Array.from([...before, ...after.subarray(length)]);
    case 'insert':
      return Uint8Array.from([...before, ...new Uint8Array(length).fill(value), ...after]);
    case 'double':
      return Uint8Array.from([...before, ...after.subarray(0, length), ...after]);
    case 'end':
      return before;
  }
}

/** Random bytes, one of the samples as it is, or one with up to six wounds. */
export const bytesLike = (...samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 1, arbitrary: anyBytes },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...samples), fc.array(damage, { maxLength: 6 }))
        .map(([sample, wounds]) => wounds.reduce(damaged, sample)),
    },
  );
