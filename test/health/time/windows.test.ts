import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NextDate } from '../../../src/health/time/cron-dates.ts';
import { readCron } from '../../../src/health/time/cron-pattern.ts';
import { isOpen, nextEdgeMs } from '../../../src/health/time/windows.ts';
import type { Window, Windows } from '../../../src/model/check.ts';
import { loadNextDate } from '../../../src/probes/times/cron.ts';
import { type Generated, pattern } from './generated.ts';
import { BERLIN, CHATHAM, dates, DAY_MS, LORD_HOWE, type Minute, MINUTE_MS, minutesFrom } from './reckoning.ts';
import { named, NEW_YORK, type Zone } from './reckoning.ts';

let next: NextDate;
beforeAll(async () => {
  next = await loadNextDate();
});

const noDates: NextDate = () => expect.fail('minutes need no dates');
/** For a machine that has other work too; alone each takes a few seconds. */
const LIMIT_MS = 120_000;
const DAYS_BEFORE = 1;
const DAYS_LOOKED_AT = 1;

/** The minutes around each change of the clock of a zone; longer before, for spans that began before. */
const days = new Map<string, readonly Minute[]>();
function minutesAround(zone: string, change: string): readonly Minute[] {
  const known =
    days.get(zone + change) ??
    minutesFrom(zone, Date.parse(`${change}T12:00:00Z`) - DAYS_BEFORE * DAY_MS, DAYS_BEFORE + DAYS_LOOKED_AT);
  days.set(zone + change, known);
  return known;
}

interface Part {
  readonly window: Window;
  readonly holds: (minutes: readonly Minute[]) => ReadonlySet<number>;
}

function minutesWindow({ text, numbers }: Generated): Part {
  return {
    window: { type: 'minutes', pattern: text },
    holds: (minutes) => new Set(minutes.filter((minute) => named(numbers, minute)).map(({ atMs }) => atMs)),
  };
}

function spanWindow({ text, numbers }: Generated, lengthMinutes: number): Part {
  return {
    window: { type: 'span', from: text, lengthMs: lengthMinutes * MINUTE_MS },
    holds: (minutes) => {
      const starts = new Set(dates(numbers, minutes));
      let lastMs = -Infinity;
      const covered = minutes.filter(({ atMs }) => {
        if (starts.has(atMs)) lastMs = atMs;
        return atMs < lastMs + lengthMinutes * MINUTE_MS;
      });
      return new Set(covered.map(({ atMs }) => atMs));
    },
  };
}

/** Patterns that can come at all; `0 0 31 2 *` is refused, not reckoned. */
const possible = pattern.filter(({ text }) => readCron(text).ok);
const minutesPart = possible.map(minutesWindow);
/** Begins of spans: reckoning a thousand dates a day tells no more than some. */
const sparse = possible.filter(({ numbers: { minutes, hours } }) => minutes.length * hours.length <= 100);
const spanPart = fc
  .tuple(sparse, fc.integer({ min: 1, max: 20 * 60 }))
  .map(([generated, minutes]) => spanWindow(generated, minutes));

function zoned(zones: readonly Zone[]): fc.Arbitrary<{ readonly timeZone: string; readonly change: string }> {
  return fc.constantFrom(
    ...zones.flatMap(({ name, changes }) => changes.map((change) => ({ timeZone: name, change }))),
  );
}

/** Follows a window from edge to edge and compares every minute between with the reckoning. */
function agrees(windows: Windows, during: readonly Part[], except: readonly Part[], all: readonly Minute[]): void {
  const [wanted, unwanted] = [during, except].map((parts) => parts.map(({ holds }) => holds(all)));
  const reckoned = ({ atMs }: Minute): boolean =>
    (during.length === 0 || wanted?.some((set) => set.has(atMs)) === true) &&
    unwanted?.some((set) => set.has(atMs)) !== true;
  const looked = all.filter(({ atMs }) => atMs >= (all[0]?.atMs ?? 0) + DAYS_BEFORE * DAY_MS);
  const wrong: string[] = [];
  let [open, edgeMs] = [false, -Infinity];
  for (const minute of looked) {
    if (minute.atMs >= edgeMs) {
      open = isOpen(windows, minute.atMs, next);
      edgeMs = nextEdgeMs(windows, minute.atMs, next);
      if (edgeMs <= minute.atMs) expect.fail(`no way on from ${minute.atMs}`);
    }
    if (open !== reckoned(minute)) wrong.push(`${new Date(minute.atMs).toISOString()} is not ${open}`);
  }
  expect(wrong).toEqual([]);
}

function check(part: fc.Arbitrary<Part>, zones: readonly Zone[], cases: number): void {
  const parts = fc.array(part, { maxLength: 2 });
  fc.assert(
    fc.property(parts, parts, zoned(zones), (during, except, { timeZone, change }) => {
      const [during_, except_] = [during, except].map((list) => list.map(({ window }) => window));
      const windows: Windows = { during: during_ ?? [], except: except_ ?? [], timeZone, outside: 'good' };
      agrees(windows, during, except, minutesAround(timeZone, change));
    }),
    { numRuns: cases, seed: 4 },
  );
}

describe('TR-17: windows around changes of the clock equal an independent reckoning, minute by minute', () => {
  test(
    '200 cases of minutes, in zones that move by an hour, by half an hour and at a quarter to',
    () => {
      check(minutesPart, [BERLIN, NEW_YORK, LORD_HOWE, CHATHAM], 200);
    },
    LIMIT_MS,
  );

  test(
    '100 cases of minutes and spans, in zones that move by an hour',
    () => {
      check(fc.oneof(minutesPart, spanPart), [BERLIN, NEW_YORK], 100);
    },
    LIMIT_MS,
  );
});

const berlin = (during: readonly Window[], except: readonly Window[] = []): Windows => ({
  during,
  except,
  timeZone: 'Europe/Berlin',
  outside: 'hold',
});
const at = (iso: string): number => Date.parse(iso);
const friday = (clock: string): number => at(`2026-07-03T${clock}+02:00`);
const minutesOf = (text: string): Window => ({ type: 'minutes', pattern: text });
const span = (from: string, hours: number): Window => ({ type: 'span', from, lengthMs: hours * 60 * MINUTE_MS });

test('without any window it is always open and nothing ever changes', () => {
  expect(isOpen(berlin([]), 0, noDates)).toBe(true);
  expect(nextEdgeMs(berlin([]), 0, noDates)).toBe(Infinity);
});

test('working hours without the lunch break', () => {
  const windows = berlin([minutesOf('* 9-16 * * mon-fri')], [minutesOf('* 12 * * *')]);
  expect(
    ['08:59', '09:00', '11:59', '12:00', '13:00', '16:59', '17:00'].map((clock) =>
      isOpen(windows, friday(clock), noDates),
    ),
  ).toEqual([false, true, true, false, true, true, false]);
  expect(nextEdgeMs(windows, friday('13:20:31.5'), noDates)).toBe(friday('17:00'));
  expect(isOpen(windows, friday('17:00') + DAY_MS, noDates)).toBe(false);
});

test('the hour that is skipped never matches, the one that is repeated matches twice', () => {
  const windows = berlin([minutesOf('* 2 * * *')]);
  const openIn = (fromMs: number): number =>
    Array.from({ length: 24 * 60 }, (_, minute) => isOpen(windows, fromMs + minute * MINUTE_MS, noDates)).filter(
      Boolean,
    ).length;
  expect(openIn(at('2026-03-29T00:00+01:00'))).toBe(0);
  expect(openIn(at('2026-10-25T00:00+02:00'))).toBe(120);
  expect(openIn(at('2026-07-01T00:00+02:00'))).toBe(60);
});

test('a span lasts by elapsed time over a change of the clock, to the millisecond', () => {
  const windows = berlin([span('0 22 * * sat', 8)]);
  const begin = at('2026-03-28T22:00+01:00');
  const end = begin + 8 * 60 * MINUTE_MS;
  expect([begin - 1, begin, end - 1, end].map((ms) => isOpen(windows, ms, next))).toEqual([false, true, true, false]);
  expect(nextEdgeMs(windows, begin - 1, next)).toBe(begin);
  expect(nextEdgeMs(windows, begin, next)).toBe(end);
});

test('spans that overlap are looked at again when the first one ends', () => {
  const twice = berlin([span('0 8,9 * * *', 2)]);
  expect(nextEdgeMs(twice, friday('09:00'), next)).toBe(friday('10:00'));
  expect(isOpen(twice, friday('10:00'), next)).toBe(true);
  expect(nextEdgeMs(twice, friday('10:00'), next)).toBe(friday('11:00'));
  expect(isOpen(twice, friday('11:00'), next)).toBe(false);
});

test('a window once in years is looked for once a year', () => {
  const windows = berlin([minutesOf('0 0 29 2 *')]);
  expect(nextEdgeMs(windows, at('2026-03-01T00:00+01:00'), noDates)).toBe(at('2027-03-02T00:00+01:00'));
  expect(nextEdgeMs(windows, at('2027-03-02T00:00+01:00'), noDates)).toBe(at('2028-02-29T00:00+01:00'));
});

test('a pattern that no configuration lets pass is a mistake of the program', () => {
  expect(() => isOpen(berlin([minutesOf('x')]), 0, noDates)).toThrow('no configuration lets pass');
});
