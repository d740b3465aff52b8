import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HostWallClock, waitFor } from '../../../src/daemon/maintenance/wall-alarm.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one waits for an instant, but never longer than a minute', () => {
  expect([waitFor(1500, 1000), waitFor(1000, 1500), waitFor(1_000_000, 0), waitFor(Infinity, 0)]).toEqual([
    500,
    0,
    60_000,
    Infinity,
  ]);
});

test('the host clock has one alarm: a new one replaces it, Infinity clears it', () => {
  const clock = new HostWallClock();
  const woken: string[] = [];
  clock.wakeIn(100, () => woken.push('first'));
  clock.wakeIn(200, () => woken.push('second'));
  vi.advanceTimersByTime(199);
  expect(woken).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(woken).toEqual(['second']);
  clock.wakeIn(100, () => woken.push('third'));
  clock.wakeIn(Infinity, () => woken.push('never'));
  vi.advanceTimersByTime(1_000_000);
  expect([woken, clock.nowMs()]).toEqual([['second'], Date.now()]);
});
