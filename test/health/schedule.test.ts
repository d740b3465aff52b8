import { describe, expect, test } from 'vitest';
import { firstSlot, nextSlot, pacedSlot, type Slot } from '../../src/health/schedule.ts';

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

test('missed slots are dropped: one run at once, then the old grid', () => {
  const slot: Slot = { dueMs: 10_000, gridMs: 10_000, shiftLeftMs: 0 };
  expect(nextSlot(slot, 1000, 15_300).dueMs).toBe(16_000);
  expect(nextSlot(slot, 1000, 11_000).dueMs).toBe(12_000);
  expect(nextSlot(slot, 1000, 10_999).dueMs).toBe(11_000);
});

test('an initial delay moves the first run, and the grid with it', () => {
  const slot = firstSlot('nginx', 'web1', 2000, 5000, 30_000);
  expect(slot.dueMs).toBe(35_000);
  expect(nextSlot(slot, 2000, 35_000).dueMs).toBeGreaterThan(36_000);
});

const onGrid = (dueMs: number): Slot => ({ dueMs, gridMs: dueMs, shiftLeftMs: 0 });

describe('paces', () => {
  const paces = { intervalMs: 2000, changingIntervalMs: 200, downIntervalMs: 5000 };
  test('three failures at interval 2 s and 200 ms in doubt come within 400 ms', () => {
    const first = onGrid(10_000);
    const second = pacedSlot(first, paces, 'changing', 10_050);
    const third = pacedSlot(second, paces, 'changing', second.dueMs + 50);
    expect([second.dueMs, third.dueMs]).toEqual([10_200, 10_400]);
  });

  test('a run that outlasts the quick slot is followed by the next one', () => {
    expect(pacedSlot(onGrid(10_000), paces, 'changing', 10_450).dueMs).toBe(10_600);
    expect(pacedSlot(onGrid(10_000), paces, 'changing', 10_200).dueMs).toBe(10_400);
  });

  test('afterwards the slots are on the grid of before, at most an interval later', () => {
    for (const quick of [1, 4, 9, 10, 14]) {
      let slot = onGrid(10_000);
      for (let run = 0; run < quick; run++) slot = pacedSlot(slot, paces, 'changing', slot.dueMs + 1);
      const back = pacedSlot(slot, paces, 'steady', slot.dueMs + 1);
      expect(back.dueMs % 2000).toBe(0);
      expect(back.dueMs - slot.dueMs).toBeGreaterThan(0);
      expect(back.dueMs - slot.dueMs).toBeLessThanOrEqual(2000);
    }
  });

  test('while down it goes by its own interval, and back to the grid when up', () => {
    const down = pacedSlot(onGrid(10_000), paces, 'down', 10_100);
    expect([down.dueMs, pacedSlot(down, paces, 'down', 15_100).dueMs]).toEqual([15_000, 20_000]);
    expect(pacedSlot(down, paces, 'steady', 15_100).dueMs).toBe(16_000);
  });

  test('with one interval for all nothing leaves the grid', () => {
    const even = { intervalMs: 1000, changingIntervalMs: 1000, downIntervalMs: 1000 };
    for (const pace of ['steady', 'changing', 'down'] as const) {
      expect(pacedSlot(onGrid(3000), even, pace, 3010)).toEqual(nextSlot(onGrid(3000), 1000, 3010));
    }
  });
});
