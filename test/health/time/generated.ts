import * as fc from 'fast-check';
import type { Numbers } from './reckoning.ts';

/** A pattern as text, and the numbers that it was written from. */
export interface Generated {
  readonly text: string;
  readonly numbers: Numbers;
}

interface Field {
  readonly text: string;
  readonly numbers: readonly number[];
}

const MONTHS = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'MON', 'tue', 'Wed', 'thu', 'fri', 'sat'];

const numbersOf = (from: number, to: number, step = 1): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

function part(from: number, to: number, names: readonly string[] = []): fc.Arbitrary<Field> {
  const number = fc.integer({ min: from, max: to });
  const word = (value: number): string => names[value] ?? String(value);
  const one = number.map((value) => ({ text: word(value), numbers: [value] }));
  const pair = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const range = pair.map(([a, b]) => ({ text: `${word(a)}-${word(b)}`, numbers: numbersOf(a, b) }));
  const steps = fc.tuple(pair, fc.integer({ min: 1, max: 7 })).map(([[a, b], step]) => {
    return { text: `${a}-${b}/${step}`, numbers: numbersOf(a, b, step) };
  });
  const list = fc.array(fc.oneof(one, range, steps), { minLength: 2, maxLength: 3 }).map((items) => ({
    text: items.map(({ text }) => text).join(','),
    numbers: items.flatMap(({ numbers }) => numbers),
  }));
  return fc.oneof(one, range, steps, list);
}

function field(from: number, to: number, names: readonly string[] = []): fc.Arbitrary<Field> {
  const every = fc.integer({ min: 2, max: 20 }).map((step) => {
    return { text: `*/${step}`, numbers: numbersOf(from, to, step) };
  });
  return fc.oneof({ weight: 4, arbitrary: part(from, to, names) }, { weight: 1, arbitrary: every });
}

const star = (from: number, to: number): fc.Arbitrary<Field> =>
  fc.constant({ text: '*', numbers: numbersOf(from, to) });
const often = (wild: fc.Arbitrary<Field>, other: fc.Arbitrary<Field>): fc.Arbitrary<Field> =>
  fc.oneof({ weight: 3, arbitrary: wild }, { weight: 1, arbitrary: other });

/** Patterns that often touch the hours in which clocks are moved. */
export const pattern: fc.Arbitrary<Generated> = fc
  .tuple(
    fc.oneof(star(0, 59), field(0, 59)),
    fc.oneof(star(0, 23), field(0, 23), part(0, 4)),
    often(star(1, 31), field(1, 31)),
    often(star(1, 12), field(1, 12, MONTHS)),
    often(star(0, 6), field(0, 6, WEEKDAYS)),
  )
  .map(([minute, hour, day, month, weekday]) => ({
    text: [minute, hour, day, month, weekday].map(({ text }) => text).join(' '),
    numbers: {
      minutes: minute.numbers,
      hours: [...new Set(hour.numbers)],
      days: day.text === '*' ? '*' : day.numbers,
      months: month.numbers,
      weekdays: weekday.text === '*' ? '*' : weekday.numbers,
    },
  }));
