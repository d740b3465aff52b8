import { afterEach, expect, test } from 'vitest';
import { monotonicUs, realtimeUs, SystemClock } from '../../src/linux/clock.ts';
import { orThrow } from '../../src/linux/libc.ts';

const opened: SystemClock[] = [];

function systemClock(): SystemClock {
  const clock = orThrow(SystemClock.open());
  opened.push(clock);
  return clock;
}

afterEach(() => {
  for (const clock of opened.splice(0)) clock.close();
});

const alarm = (clock: SystemClock, atUs: number): Promise<number> =>
  new Promise((resolve) => clock.wakeAt(atUs, () => resolve(clock.nowUs())));

test('the clock counts whole microseconds and never goes back', () => {
  const clock = systemClock();
  const readings = Array.from({ length: 1000 }, () => clock.nowUs());
  expect(readings.every((reading) => Number.isSafeInteger(reading))).toBe(true);
  expect(readings.toSorted((a, b) => a - b)).toEqual(readings);
  expect(Math.abs(clock.nowUs() - Number(process.hrtime.bigint() / 1000n))).toBeLessThan(1_000_000);
});

test('the wall clock agrees with that of Node', () => {
  expect(Math.abs(realtimeUs() / 1000 - Date.now())).toBeLessThan(1000);
});

test('an alarm never rings early', async () => {
  const clock = systemClock();
  for (const waitUs of [1, 400, 999, 1000, 1001, 1500, 2999, 7300, 10_000, 20_100]) {
    const atUs = clock.nowUs() + waitUs;
    expect(await alarm(clock, atUs)).toBeGreaterThanOrEqual(atUs);
  }
});

test('an alarm in the past rings soon, but not before wakeAt returns', async () => {
  const clock = systemClock();
  let returned = false;
  const rung = new Promise<boolean>((resolve) => clock.wakeAt(clock.nowUs() - 5000, () => resolve(returned)));
  returned = true;
  expect(await rung).toBe(true);
});

test('a new alarm replaces the one before, and Infinity clears it', async () => {
  const clock = systemClock();
  const rings: string[] = [];
  clock.wakeAt(clock.nowUs() + 1000, () => rings.push('replaced'));
  clock.wakeAt(clock.nowUs() + 1000, () => rings.push('cleared'));
  clock.wakeAt(Infinity, () => rings.push('never'));
  await alarm(systemClock(), monotonicUs() + 10_000);
  expect(rings).toEqual([]);
});

test('an alarm that is put off rings at the later time, and one that is put forward at the earlier', async () => {
  const [clock, rings] = [systemClock(), [] as string[]];
  clock.wakeAt(clock.nowUs() + 2000, () => rings.push('too early'));
  const laterUs = clock.nowUs() + 15_000;
  expect(await alarm(clock, laterUs)).toBeGreaterThanOrEqual(laterUs);
  clock.wakeAt(clock.nowUs() + 1e9, () => rings.push('too late'));
  await alarm(clock, clock.nowUs() + 1000);
  expect(rings).toEqual([]);
});

test('an alarm in a far future does not ring at once', async () => {
  const [clock, rings] = [systemClock(), [] as string[]];
  clock.wakeAt(clock.nowUs() + 1e13, () => rings.push('far'));
  await alarm(systemClock(), monotonicUs() + 10_000);
  expect(rings).toEqual([]);
});

test('what the alarm calls may set the next one', async () => {
  const clock = systemClock();
  const rings: number[] = [];
  await new Promise<void>((resolve) => {
    const again = (): void => {
      rings.push(clock.nowUs());
      if (rings.length === 5) resolve();
      else clock.wakeAt(clock.nowUs() + 500, again);
    };
    clock.wakeAt(clock.nowUs(), again);
  });
  expect(rings).toHaveLength(5);
});
