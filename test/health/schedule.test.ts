import { expect, test } from 'vitest';
import { firstSlot, nextSlot, type Slot } from '../../src/health/schedule.ts';

function slotsOf(name: string, intervalMs: number, count: number): readonly Slot[] {
  const slots = [firstSlot(name, 'web1', intervalMs, 0)];
  while (slots.length < count) {
    const last = slots.at(-1);
    if (last !== undefined) slots.push(nextSlot(last, intervalMs, last.dueMs));
  }
  return slots;
}

test('the first run is at once', () => {
  expect(firstSlot('nginx', 'web1', 2000, 5_000).dueMs).toBe(5_000);
});

test('no slot moves by more than a tenth of the interval, and the grid is fixed after the phase is reached', () => {
  const gaps = slotsOf('nginx', 2000, 20).map(
    ({ dueMs }, index, all) => (all[index + 1]?.dueMs ?? dueMs + 2000) - dueMs,
  );
  for (const gapMs of gaps) expect(Math.abs(gapMs - 2000)).toBeLessThanOrEqual(200);
  expect(gaps.slice(6)).toEqual(gaps.slice(6).map(() => 2000));
});

const phase = (name: string, node: string): number => firstSlot(name, node, 2000, 0).shiftLeftMs;

test('different checks and different nodes come to different phases, the same names to the same', () => {
  expect(phase('nginx', 'web1')).toBe(phase('nginx', 'web1'));
  expect(new Set([phase('nginx', 'web1'), phase('nginx', 'web2'), phase('mysql', 'web1')]).size).toBe(3);
});

test('a hundred checks spread over their interval', () => {
  const phases = Array.from({ length: 100 }, (_, index) => slotsOf(`check-${index}`, 1000, 12).at(-1)?.dueMs ?? 0);
  const tenths = new Set(phases.map((dueMs) => Math.floor((dueMs % 1000) / 100)));
  expect(tenths.size).toBe(10);
});

test('RC-69 missed slots are dropped: one run at once, then the old grid', () => {
  const slot: Slot = { dueMs: 10_000, shiftLeftMs: 0 };
  expect(nextSlot(slot, 1000, 15_300).dueMs).toBe(16_000);
  expect(nextSlot(slot, 1000, 11_000).dueMs).toBe(12_000);
  expect(nextSlot(slot, 1000, 10_999).dueMs).toBe(11_000);
});
