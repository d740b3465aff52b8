import { assert, type Arbitrary, property } from 'fast-check';

/** A reader of foreign input, and what must hold of it for any input. */
export interface Target {
  readonly name: string;
  /** Its share of the cases: slow ones get fewer. */
  readonly weight: number;
  /** Runs so many generated cases, those of the run's seed unless another is given. Throws for the first that does not hold, with the smallest form of its input. */
  readonly run: (cases: number, seed?: number) => void;
}

export function target<T>(
  { name, weight = 1 }: { readonly name: string; readonly weight?: number },
  input: Arbitrary<T>,
  holds: (input: T) => void,
): Target {
  const run = (cases: number, seed?: number): void =>
    assert(property(input, holds), { numRuns: cases, ...(seed === undefined ? {} : { seed }) });
  return { name, weight, run };
}

/** How many cases of a total each target gets. */
export function shares(targets: readonly Target[], total: number): readonly (readonly [Target, number])[] {
  const whole = targets.reduce((sum, { weight }) => sum + weight, 0);
  return targets.map((each) => [each, Math.max(1, Math.round((total * each.weight) / whole))]);
}
