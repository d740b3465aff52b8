import { expect, test } from 'vitest';
import { type CronPattern, readCron } from '../../../src/health/time/cron-pattern.ts';
import { matches, nextChangeMs } from '../../../src/health/time/minutes.ts';
import { DAY_MS } from './reckoning.ts';

function cron(text: string): CronPattern {
  const read = readCron(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const at = (iso: string): number => Date.parse(iso);

test('a minute is inside from its first to its last millisecond', () => {
  const nine = cron('0 9 * * *');
  const begin = at('2026-07-01T09:00:00Z');
  expect([-1, 0, 59_999, 60_000].map((ms) => matches(nine, 'UTC', begin + ms))).toEqual([false, true, true, false]);
});

test.each([
  ['0 9 * * *', 'UTC', '2026-07-01T08:59:59.999Z', '2026-07-01T09:00:00Z'],
  ['0 9 * * *', 'UTC', '2026-07-01T09:00:30Z', '2026-07-01T09:01:00Z'],
  ['* 9-16 * * 1-5', 'UTC', '2026-07-03T12:34:56Z', '2026-07-03T17:00:00Z'],
  ['* 9-16 * * 1-5', 'UTC', '2026-07-03T17:00:00Z', '2026-07-06T09:00:00Z'],
  ['* * 1 * *', 'Europe/Berlin', '2026-07-02T05:00:00Z', '2026-07-31T22:00:00Z'],
  ['0 2 * * *', 'Europe/Berlin', '2026-03-28T02:00:00Z', '2026-03-30T00:00:00Z'],
  ['50 2 * * *', 'Pacific/Chatham', '2026-09-26T13:00:00Z', '2026-09-27T13:05:00Z'],
  ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T14:46:00Z', '2026-04-04T15:15:00Z'],
  ['0 0 1 1 *', 'UTC', '2026-01-01T00:01:00Z', '2027-01-01T00:00:00Z'],
])('%s in %s changes after %s at %s', (pattern, zone, now, change) => {
  expect(new Date(nextChangeMs(cron(pattern), zone, at(now))).toISOString()).toBe(new Date(at(change)).toISOString());
});

test('without a change it is looked again after a day from inside, after a year from outside', () => {
  const now = at('2026-07-01T00:00:00Z');
  expect(nextChangeMs(cron('* * * * *'), 'UTC', now)).toBe(now + DAY_MS);
  expect(nextChangeMs(cron('0 0 29 2 *'), 'UTC', now)).toBe(now + 366 * DAY_MS);
});

test('nobody looks farther than he is asked to', () => {
  const now = at('2026-07-01T00:00:00Z');
  expect(nextChangeMs(cron('0 12 * * *'), 'UTC', now, now + 90_500)).toBe(now + 90_500);
  expect(nextChangeMs(cron('1 0 * * *'), 'UTC', now, now + 90_500)).toBe(now + 60_000);
});
