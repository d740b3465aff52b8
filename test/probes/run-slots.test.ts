import { expect, test } from 'vitest';
import { RunSlots } from '../../src/probes/run-slots.ts';

test('RC-55 of 200 runs due at once never more than 8 run, all of them run, and in order', async () => {
  const slots = new RunSlots(8);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const run = async (index: number): Promise<void> => {
    await slots.take();
    order.push(index);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    slots.release();
  };
  await Promise.all(Array.from({ length: 200 }, (_, index) => run(index)));
  expect(most).toBe(8);
  expect(order).toEqual(Array.from({ length: 200 }, (_, index) => index));
});
