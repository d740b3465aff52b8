import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type NextDate, datesAfter } from '../../../src/health/time/cron-dates.ts';
import { readCron } from '../../../src/health/time/cron-pattern.ts';
import { loadNextDate } from '../../../src/probes/times/cron.ts';
import { pattern } from '../../health/time/generated.ts';
import { BERLIN, dates, DAY_MS, type Minute, MINUTE_MS, minutesFrom, NEW_YORK } from '../../health/time/reckoning.ts';

let next: NextDate;
beforeAll(async () => {
  next = await loadNextDate();
});

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/** Dates after an instant, each asked for anew. */
const after = (text: string, timeZone: string, from: string, count: number): readonly string[] =>
  datesAfter({ pattern: text, timeZone }, Date.parse(from), count, next).map(iso);

test('a date is later than the instant that was asked for, and at the full minute', () => {
  expect(after('0 9 * * *', 'UTC', '2026-07-01T08:59:59.999Z', 1)).toEqual(['2026-07-01T09:00']);
  expect(after('0 9 * * *', 'UTC', '2026-07-01T09:00:00.000Z', 1)).toEqual(['2026-07-02T09:00']);
  expect(after('0 0 29 2 *', 'UTC', '2026-07-01T09:00:00.000Z', 2)).toEqual(['2028-02-29T00:00', '2032-02-29T00:00']);
});

test('asked for an earlier instant again, the earlier date comes', () => {
  const cron = { pattern: '0 * * * *', timeZone: 'UTC' };
  expect([5.5, 3.5, 3.2, 4].map((hours) => (next(cron, hours * 60 * MINUTE_MS) ?? 0) / MINUTE_MS / 60)).toEqual([
    6, 4, 4, 5,
  ]);
});

describe('when clocks are moved', () => {
  test('a skipped date comes as much later, a repeated one once, */30 in both passes', () => {
    expect(after('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ]);
    expect(after('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(after('*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:40Z', 5)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T00:30',
      '2026-10-25T01:00',
      '2026-10-25T01:30',
      '2026-10-25T02:00',
    ]);
  });

  test('asked from within the skipped or the repeated hour, the same dates come as from before', () => {
    expect(after('0,30 2 * * *', 'Europe/Berlin', '2026-03-29T01:10Z', 1)).toEqual(['2026-03-29T01:30']);
    expect(after('30 1 * * *', 'America/New_York', '2026-11-01T06:10Z', 1)).toEqual(['2026-11-02T06:30']);
  });
});

const NIGHTS: readonly (readonly [string, readonly Minute[]])[] = [BERLIN, NEW_YORK].flatMap(({ name, changes }) =>
  changes.map((day) => [name, minutesFrom(name, Date.parse(`${day}T12:00Z`), 2)] as const),
);

test('around changes of the clock all dates equal an independent reckoning, from whatever instant they are asked', () => {
  const part = fc.integer({ min: 0, max: 2 * 24 * 60 - 1 });
  fc.assert(
    fc.property(pattern, fc.constantFrom(...NIGHTS), part, ({ text, numbers }, [timeZone, minutes], index) => {
      fc.pre(readCron(text).ok);
      const fromMs = (minutes[index]?.atMs ?? 0) + 1;
      const expected = dates(numbers, minutes).find((date) => date > fromMs);
      const found = next({ pattern: text, timeZone }, fromMs);
      if (expected !== undefined) expect([timeZone, text, iso(found ?? 0)]).toEqual([timeZone, text, iso(expected)]);
      else expect(found ?? Infinity).toBeGreaterThanOrEqual((minutes[0]?.atMs ?? 0) + 2 * DAY_MS);
    }),
    { numRuns: 80, seed: 4 },
  );
});

test('what no configuration lets pass has no date', () => {
  expect(next({ pattern: '* * *', timeZone: 'UTC' }, 0)).toBeUndefined();
  expect(next({ pattern: '0 0 31 2 *', timeZone: 'UTC' }, 0)).toBeUndefined();
});
