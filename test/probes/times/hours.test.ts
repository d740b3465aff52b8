import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NextDate } from '../../../src/health/time/cron-dates.ts';
import { Hours } from '../../../src/probes/times/hours.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const noDates: NextDate = () => undefined;
const office = {
  during: [{ type: 'minutes', pattern: '* 8-17 * * *' }],
  except: [],
  timeZone: 'UTC',
  outside: 'good',
} as const;

const at = (time: string): void => void vi.setSystemTime(`2026-03-02T${time}Z`);

test('tells at once when it is closed, and at each edge', () => {
  at('07:59:30');
  const seen: string[] = [];
  const hours = new Hours(office, noDates, (now) => seen.push(now));
  hours.start();
  expect(seen).toEqual(['closed']);
  vi.advanceTimersByTime(29_000);
  expect(seen).toEqual(['closed']);
  vi.advanceTimersByTime(1500);
  expect(seen).toEqual(['closed', 'open']);
  vi.advanceTimersByTime(10 * 3_600_000);
  expect(seen).toEqual(['closed', 'open', 'closed']);
  hours.stop();
  vi.advanceTimersByTime(24 * 3_600_000);
  expect(seen).toHaveLength(3);
});

test('an open hour needs no word, and a step of the clock is noticed within a minute', () => {
  at('09:00:00');
  const seen: string[] = [];
  const hours = new Hours(office, noDates, (now) => seen.push(now));
  hours.start();
  expect(seen).toEqual([]);
  at('23:00:00');
  vi.advanceTimersByTime(60_000);
  expect(seen).toEqual(['closed']);
  hours.stop();
});
