import { describe, expect, test } from 'vitest';
import { datedPatterns, datesAfter, longestGapMs, staleAfterScheduleMs } from '../../../src/health/time/cron-dates.ts';
import { checkConfig } from '../../support/configs.ts';
import { MINUTE_MS } from './reckoning.ts';

const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.parse('2026-07-01T10:00:00Z');
const utc = (pattern: string): { pattern: string; timeZone: string } => ({ pattern, timeZone: 'UTC' });

/** Every full hour, up to a last one. */
const hourly =
  (lastMs = Infinity) =>
  (_: unknown, afterMs: number): number | undefined => {
    const date = (Math.floor(afterMs / HOUR_MS) + 1) * HOUR_MS;
    return date > lastMs ? undefined : date;
  };

test('the next dates, as many as there are', () => {
  expect(datesAfter(utc('0 * * * *'), NOW, 3, hourly())).toEqual([1, 2, 3].map((hour) => NOW + hour * HOUR_MS));
  expect(datesAfter(utc('0 * * * *'), NOW, 3, hourly(NOW + HOUR_MS))).toEqual([NOW + HOUR_MS]);
  expect(datesAfter(utc('0 * * * *'), NOW, 0, hourly())).toEqual([]);
});

test('only a schedule and the begins of spans need dates', () => {
  expect(datedPatterns(checkConfig())).toEqual([]);
  const minutes = { type: 'minutes', pattern: '* 9 * * *' } as const;
  const span = { type: 'span', from: '0 22 * * *', lengthMs: HOUR_MS } as const;
  const windows = { during: [minutes], except: [span], timeZone: 'Europe/Berlin', outside: 'good' } as const;
  expect(datedPatterns(checkConfig({ windows: { ...windows, except: [] } }))).toEqual([]);
  expect(datedPatterns(checkConfig({ windows, schedule: utc('5 * * * *') }))).toEqual([
    utc('5 * * * *'),
    { pattern: '0 22 * * *', timeZone: 'Europe/Berlin' },
  ]);
});

describe('the longest gap of a schedule', () => {
  test.each([
    ['* * * * *', 1 / 60],
    ['*/10 * * * *', 1 / 6],
    ['0,50 * * * *', 50 / 60],
    ['5 * * * *', 1],
    ['0 3 * * *', 24],
    ['0 3,9 * * *', 18],
    ['30 9-17 * * *', 16],
    ['30 9-17 * * 1-5', 64],
    ['0 0 * * 1', 7 * 24],
    ['0 0 1 * *', 31 * 24],
    ['0 0 31 * *', 61 * 24],
    ['0 0 29 2 *', (4 * 365 + 1) * 24],
    ['*/5 * * 6-8 *', (366 - 92) * 24 + 5 / 60],
  ])('%s: %d hours', (pattern, hours) => {
    expect(longestGapMs(utc(pattern), NOW) / HOUR_MS).toBeCloseTo(hours, 6);
  });

  test('twice that is the age of a stale result, also over a weekend that the next ten dates do not reach', () => {
    expect(staleAfterScheduleMs(utc('30 9-17 * * 1-5'), NOW)).toBe(128 * HOUR_MS);
  });

  test('it is counted in whole days of the zone, whatever its hour is now', () => {
    for (const hour of [0, 7, 13, 23]) {
      const cron = { pattern: '0 3 * * 1-5', timeZone: 'Pacific/Auckland' };
      expect(longestGapMs(cron, NOW + hour * HOUR_MS)).toBe(72 * HOUR_MS);
    }
  });
});

test('a pattern that no configuration lets pass is a mistake of the program', () => {
  expect(() => longestGapMs(utc('x'), NOW)).toThrow('no configuration lets pass');
});
