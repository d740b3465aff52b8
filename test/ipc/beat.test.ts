import { expect, test } from 'vitest';
import { Beat } from '../../src/ipc/beat.ts';
import { HEARTBEAT_INTERVAL_MS, STALL_LIMIT_MS } from '../../src/ipc/messages.ts';

const LIMIT = STALL_LIMIT_MS / HEARTBEAT_INTERVAL_MS;

test('the other end is stalled once it was silent for the limit, counted in own beats', () => {
  const beat = new Beat();
  const verdicts = Array.from({ length: LIMIT + 1 }, () => beat.tick());
  expect(verdicts.slice(0, LIMIT)).toEqual(Array.from({ length: LIMIT }, () => 'alive'));
  expect(verdicts[LIMIT]).toBe('stalled');
});

test('one word starts the count again', () => {
  const beat = new Beat();
  for (let i = 0; i < LIMIT; i++) beat.tick();
  beat.heard();
  expect(beat.tick()).toBe('alive');
});
