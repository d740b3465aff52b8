import { expect, test } from 'vitest';
import { atMost } from '../../src/probes/at-most.ts';

test('waits for work that ends in time', async () => {
  let done = 'no';
  const work = new Promise<void>((resolve) => {
    setTimeout(() => {
      done = 'yes';
      resolve();
    }, 20);
  });
  await atMost(10_000, work);
  expect(done).toBe('yes');
});

test('does not wait longer than the limit', async () => {
  const startedMs = performance.now();
  await atMost(30, new Promise(() => {}));
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

test('a failure of the work is the failure of the wait', async () => {
  await expect(atMost(10_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
