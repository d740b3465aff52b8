import type { Ring } from './entry.ts';

/** A file of a ring is left for the next one when it would grow past this. */
export const SEGMENT_BYTES = 4 * 1024 * 1024;

/** Files of a ring that are kept, the one being written among them: 80 MiB at most in all. */
const SEGMENTS_KEPT: Readonly<Record<Ring, number>> = { transitions: 8, failures: 8, successes: 4 };

export const RINGS = Object.keys(SEGMENTS_KEPT) as readonly Ring[];

const NAME = /^(transitions|failures|successes)-(\d{6,})\.jsonl$/;

/** `failures-000012.jsonl`: numbers only grow, no file is ever renamed, so a reader never loses its place. */
export const segmentName = (ring: Ring, number: number): string => `${ring}-${String(number).padStart(6, '0')}.jsonl`;

/** The numbers of a ring's files among the names of a folder, oldest first. */
export function segmentsOf(ring: Ring, names: readonly string[]): readonly number[] {
  const numbers = names.flatMap((name) => {
    const [, of, digits] = NAME.exec(name) ?? [];
    return of === ring ? [Number(digits)] : [];
  });
  return numbers.toSorted((a, b) => a - b);
}

/** Which of these files, oldest first, have to go. */
export const surplusOf = (ring: Ring, numbers: readonly number[]): readonly number[] =>
  numbers.slice(0, Math.max(0, numbers.length - SEGMENTS_KEPT[ring]));
