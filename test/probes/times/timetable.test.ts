import { expect, test } from 'vitest';
import type { NextDate } from '../../../src/health/time/cron-dates.ts';
import { CronTimetable, IntervalTimetable } from '../../../src/probes/times/timetable.ts';

const paces = { intervalMs: 1000, changingIntervalMs: 200, downIntervalMs: 5000 };
const paced = { name: 'nginx', initialDelayMs: 0, ...paces };

test('the first time is at once, or after the initial delay', () => {
  expect(new IntervalTimetable(paced, 'web1', 5000).waitMs(5000)).toBe(0);
  expect(new IntervalTimetable({ ...paced, initialDelayMs: 300 }, 'web1', 5000).waitMs(5000)).toBe(300);
});

test('times follow from start to start, and those that were missed are dropped', () => {
  const timetable = new IntervalTimetable(paced, 'web1', 0);
  expect(timetable.take(0)).toBe(0);
  for (let ms = 1; ms < 20; ms += 1) timetable.take(ms * 1100);
  const waitMs = timetable.waitMs(30_000);
  expect(timetable.take(30_000)).toBe(30_000 + waitMs);
  expect(timetable.waitMs(30_000)).toBeGreaterThan(0);
  expect(timetable.waitMs(30_000)).toBeLessThanOrEqual(1000);
});

test('another pace counts from the last time', () => {
  const timetable = new IntervalTimetable(paced, 'web1', 0);
  timetable.take(0);
  timetable.setPace('changing', 50);
  expect(timetable.waitMs(50)).toBe(150);
  timetable.setPace('down', 60);
  expect(timetable.waitMs(60)).toBe(4940);
});

const HOUR_MS = 3_600_000;
/** On each full hour. */
const hourly: NextDate = (_cron, afterMs) => (Math.floor(afterMs / HOUR_MS) + 1) * HOUR_MS;
const cron = { pattern: '0 * * * *', timeZone: 'UTC' };

test('dates are waited for by the wall clock, after a first run at once', () => {
  let wallMs = 10 * HOUR_MS + 1_800_000;
  const timetable = new CronTimetable(cron, 0, 7000, hourly, () => wallMs);
  expect(timetable.waitMs(7000)).toBe(0);
  expect(timetable.take(7000)).toBe(7000);
  expect(timetable.waitMs(7000)).toBe(1_800_000);
  wallMs = 11 * HOUR_MS + 5;
  expect(timetable.waitMs(1_807_005)).toBe(-5);
  expect(timetable.take(1_807_005)).toBe(1_807_000);
  expect(timetable.waitMs(1_807_005)).toBe(HOUR_MS - 5);
});

test('a timer that rings a little early does not use the same date twice', () => {
  let wallMs = 10 * HOUR_MS + 1;
  const timetable = new CronTimetable(cron, 0, 0, hourly, () => wallMs);
  timetable.take(0);
  wallMs = 11 * HOUR_MS - 1;
  timetable.take(HOUR_MS);
  wallMs = 11 * HOUR_MS;
  expect(timetable.waitMs(HOUR_MS)).toBe(HOUR_MS);
});

test('RC-68 after a step of the wall clock the dates are new', () => {
  let wallMs = 10 * HOUR_MS + 1;
  const timetable = new CronTimetable(cron, 0, 0, hourly, () => wallMs);
  timetable.take(0);
  wallMs += 5 * HOUR_MS;
  // Dates that were skipped are one run.
  expect(timetable.waitMs(0)).toBeLessThan(0);
  timetable.take(0);
  expect(timetable.waitMs(0)).toBe(HOUR_MS - 1);
  wallMs -= 3 * HOUR_MS;
  expect(timetable.waitMs(0)).toBe(HOUR_MS - 1);
});

test('a pattern without another date waits for ever', () => {
  let asked = 0;
  const never: NextDate = () => ((asked += 1), undefined);
  const timetable = new CronTimetable(cron, 0, 0, never, () => 0);
  timetable.take(0);
  expect(timetable.waitMs(0)).toBe(Infinity);
  expect(asked).toBeGreaterThan(0);
});
