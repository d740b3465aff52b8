import { expect, test } from 'vitest';
import { Answer } from '../../../../src/probes/native/net/answer.ts';

test('pieces are put together, characters that were cut among them, up to the limit', () => {
  const answer = new Answer(6);
  const bytes = Buffer.from('é1234567');
  for (const at of [0, 1, 2]) answer.push(bytes.subarray(at, at + 1));
  expect([answer.text, answer.isFull]).toEqual(['é1', false]);
  answer.push(bytes.subarray(3));
  expect([answer.text, answer.isFull, answer.bytes.length]).toEqual(['é1234', true, 6]);
});
