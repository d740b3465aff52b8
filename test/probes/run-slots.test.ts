import { expect, test } from 'vitest';
import { RunSlots } from '../../src/probes/run-slots.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('RC-55 of 200 runs due at once never more than 8 run, all of them run, and in order', async () => {
  const slots = new RunSlots(8);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const run = async (index: number): Promise<void> => {
    await slots.take(1000);
    order.push(index);
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    slots.release();
  };
  await Promise.all(Array.from({ length: 200 }, (_, index) => run(index)));
  expect(most).toBe(8);
  expect(order).toEqual(Array.from({ length: 200 }, (_, index) => index));
});

test('RC-55 whoever has the earliest deadline is served first', async () => {
  const slots = new RunSlots(1);
  await slots.take(0);
  const order: string[] = [];
  const waiting = [
    ['late', 900],
    ['early', 100],
    ['as early', 100],
    ['middle', 500],
  ] as const;
  const all = waiting.map(async ([name, deadlineMs]) => {
    await slots.take(deadlineMs);
    order.push(name);
    slots.release();
  });
  slots.release();
  await Promise.all(all);
  expect(order).toEqual(['early', 'as early', 'middle', 'late']);
});

test('many starts at once leave room for other things in between', async () => {
  const slots = new RunSlots(100, 3);
  let started = 0;
  for (let index = 0; index < 10; index += 1) void slots.take(0).then(() => (started += 1));
  await Promise.resolve();
  await Promise.resolve();
  expect(started).toBe(3);
  await expect.poll(() => started).toBe(10);
});
