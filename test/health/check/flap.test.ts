import { expect, test } from 'vitest';
import { CALM, type Flap, afterGoingDown, riseNeeded } from '../../../src/health/check/flap.ts';

const rules = { rise: 1, flap: { halfLifeMs: 60_000, holdMs: 300_000 } } as const;

const downAt = (...timesMs: readonly number[]): Flap =>
  timesMs.reduce((flap: Flap, atMs) => afterGoingDown(flap, rules, atMs), CALM);

test('TR-11 three downs within ten seconds are not yet flapping, the fourth asks for four times rise', () => {
  const three = downAt(0, 5000, 10_000);
  expect(three.penalty).toBeCloseTo(2.84, 1);
  expect(riseNeeded(three, rules, 'not yet', 10_000)).toBe(1);
  const four = afterGoingDown(three, rules, 15_000);
  expect(four.penalty).toBeCloseTo(3.7, 1);
  expect(riseNeeded(four, rules, 'not yet', 15_000)).toBe(4);
  expect(riseNeeded(four, { ...rules, rise: 3 }, 'not yet', 15_000)).toBe(10);
});

test('what is asked for falls with the penalty, never below rise, and it ends when the penalty is below 1', () => {
  const flap = downAt(0, 0, 0, 0);
  expect(flap).toEqual({ penalty: 4, atMs: 0, flappingUntilMs: 120_000 });
  const needed = [0, 30_000, 60_000, 119_999, 120_000].map((nowMs) => riseNeeded(flap, rules, 'not yet', nowMs));
  expect(needed).toEqual([4, 2, 1, 1, 1]);
});

test('a check that flaps goes on flapping while it is down again before the penalty is below 1', () => {
  const flap = afterGoingDown(downAt(0, 0, 0), rules, 90_000);
  expect(flap.penalty).toBeCloseTo(2.06, 2);
  expect(flap.flappingUntilMs).toBeGreaterThan(90_000);
  expect(afterGoingDown(CALM, rules, 0).flappingUntilMs).toBe(-Infinity);
});

test('rise is enough for a check that has been good for as long as flap_hold', () => {
  const flap = downAt(...Array.from({ length: 20 }, () => 0));
  expect(riseNeeded(flap, rules, 1000, 100_000)).toBeGreaterThan(1);
  expect(riseNeeded(flap, { ...rules, flap: { ...rules.flap, holdMs: 10_000 } }, 1000, 10_999)).toBeGreaterThan(1);
  expect(riseNeeded(flap, { ...rules, flap: { ...rules.flap, holdMs: 10_000 } }, 1000, 11_000)).toBe(1);
});

test('flap off never asks for more than rise', () => {
  const off = { rise: 2, flap: 'off' } as const;
  expect(afterGoingDown(CALM, off, 5)).toBe(CALM);
  expect(riseNeeded(downAt(0, 0, 0, 0, 0), off, 'not yet', 0)).toBe(2);
});
