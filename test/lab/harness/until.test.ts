import { expect, test } from 'vitest';
import { until } from '../../../src/lab/until.ts';

test('until returns the first value that is there', async () => {
  let calls = 0;
  expect(await until('a third call', 1000, () => (calls += 1) === 3 && 'third')).toBe('third');
  expect(calls).toBe(3);
});

test('until gives up at its limit and says what was missing by then', async () => {
  let calls = 0;
  const waiting = until(
    () => `call ${calls} to be the last`,
    30,
    () => {
      calls += 1;
      return undefined;
    },
  );
  await expect(waiting).rejects.toThrow(/waited 30 ms in vain for call [2-9] to be the last/);
});

test('until ends at once with what its condition throws', async () => {
  const waiting = until('anything', 60_000, () => {
    throw new Error('it cannot come any more');
  });
  await expect(waiting).rejects.toThrow('it cannot come any more');
});
