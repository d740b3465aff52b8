import { expect, test, vi } from 'vitest';
import { monotonicUs, realtimeNs, SystemClock } from '../../src/linux/clock.ts';

const alarm = (clock: SystemClock, atUs: number): Promise<number> =>
  new Promise((resolve) => clock.wakeAt(atUs, () => resolve(clock.nowUs())));

test('the clock counts whole microseconds and never goes back', () => {
  const clock = new SystemClock();
  const readings = Array.from({ length: 1000 }, () => clock.nowUs());
  expect(readings.every((reading) => Number.isSafeInteger(reading))).toBe(true);
  expect(readings.toSorted((a, b) => a - b)).toEqual(readings);
  expect(Math.abs(clock.nowUs() - Number(process.hrtime.bigint() / 1000n))).toBeLessThan(1_000_000);
});

test('the nanosecond wall clock agrees with that of Node', () => {
  expect(Math.abs(Number(realtimeNs() / 1_000_000n) - Date.now())).toBeLessThan(1000);
});

test('an alarm never rings early', async () => {
  const clock = new SystemClock();
  for (const waitUs of [1, 400, 999, 1000, 1001, 1500, 2999, 7300, 10_000, 20_100]) {
    const atUs = clock.nowUs() + waitUs;
    expect(await alarm(clock, atUs)).toBeGreaterThanOrEqual(atUs);
  }
});

test('an alarm in the past rings soon, but not before wakeAt returns', async () => {
  const clock = new SystemClock();
  let returned = false;
  const rung = new Promise<boolean>((resolve) => clock.wakeAt(clock.nowUs() - 5000, () => resolve(returned)));
  returned = true;
  expect(await rung).toBe(true);
});

test('a new alarm replaces the one before, and Infinity clears it', async () => {
  const clock = new SystemClock();
  const rings: string[] = [];
  clock.wakeAt(clock.nowUs() + 1000, () => rings.push('replaced'));
  clock.wakeAt(clock.nowUs() + 1000, () => rings.push('cleared'));
  clock.wakeAt(Infinity, () => rings.push('never'));
  await alarm(new SystemClock(), monotonicUs() + 10_000);
  expect(rings).toEqual([]);
});

test('an alarm beyond the longest timer of Node does not ring at once', () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const clock = new SystemClock();
  clock.wakeAt(clock.nowUs() + 1e13, () => {});
  expect(timers.mock.lastCall?.[1]).toBe(2_147_483_647);
  clock.wakeAt(Infinity, () => {});
  timers.mockRestore();
});
