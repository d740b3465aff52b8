import { expect, test } from 'vitest';
import { atCronSlot, type ClockReading, type CronSlot, cronSlot } from '../../../src/health/time/cron-slot.ts';
import { MINUTE_MS } from './reckoning.ts';

const HOUR_MS = 60 * MINUTE_MS;
const CRON = { pattern: '0 * * * *', timeZone: 'UTC' };
const T0 = Date.parse('2026-07-01T10:15:00Z');
const hourly = (_: unknown, afterMs: number): number => (Math.floor(afterMs / HOUR_MS) + 1) * HOUR_MS;

/** The clocks so long after the begin, the one on the wall set by so much. */
const clocks = (passedMs: number, setMs = 0): ClockReading => ({
  wallMs: T0 + passedMs + setMs,
  monotonicMs: 5000 + passedMs,
});

/** Looks as often as it is asked to, from the begin to a time, with the wall clock set by so much from a time on. */
function runsUntil(endMs: number, setMs = 0, setAtMs = Infinity): readonly string[] {
  const runs: string[] = [];
  const reading = (passedMs: number): ClockReading => clocks(passedMs, passedMs >= setAtMs ? setMs : 0);
  let slot: CronSlot = cronSlot(CRON, reading(0), hourly);
  for (let passedMs = 0; passedMs < endMs;) {
    const look = atCronSlot(slot, CRON, reading(passedMs), hourly);
    if (look.step === 'due') {
      runs.push(`${passedMs / MINUTE_MS} min: ${new Date(reading(passedMs).wallMs).toISOString().slice(11, 16)}`);
      slot = cronSlot(CRON, reading(passedMs), hourly);
    } else {
      ({ slot } = look);
      passedMs += look.step === 'wait' ? look.waitMs : 0;
    }
  }
  return runs;
}

test('it runs at its dates', () => {
  expect(runsUntil(3 * HOUR_MS)).toEqual(['45 min: 11:00', '105 min: 12:00', '165 min: 13:00']);
});

test('RC-68: after the clock is set by an hour, either way, the dates are those of the new time', () => {
  expect(runsUntil(2 * HOUR_MS, HOUR_MS, 10 * MINUTE_MS)).toEqual(['45 min: 12:00', '105 min: 13:00']);
  expect(runsUntil(2 * HOUR_MS, -HOUR_MS, 10 * MINUTE_MS)).toEqual(['45 min: 10:00', '105 min: 11:00']);
});

test('RC-68: a date that the clock leaps over is not caught up', () => {
  expect(runsUntil(2 * HOUR_MS, 50 * MINUTE_MS, 10 * MINUTE_MS)).toEqual(['55 min: 12:00', '115 min: 13:00']);
});

test('a step is told, a drift is not one', () => {
  const slot = cronSlot(CRON, clocks(0), hourly);
  expect(atCronSlot(slot, CRON, clocks(MINUTE_MS, -HOUR_MS), hourly)).toMatchObject({
    step: 'reckonedAnew',
    steppedMs: -HOUR_MS,
  });
  expect(atCronSlot(slot, CRON, clocks(MINUTE_MS, 900), hourly)).toMatchObject({ step: 'wait', waitMs: MINUTE_MS });
});

test('without a next date one looks again, and nothing runs', () => {
  const slot = cronSlot(CRON, clocks(0), () => undefined);
  expect(atCronSlot(slot, CRON, clocks(10 * HOUR_MS), () => undefined)).toMatchObject({
    step: 'wait',
    waitMs: MINUTE_MS,
  });
});
