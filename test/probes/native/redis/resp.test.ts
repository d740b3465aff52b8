import { expect, test } from 'vitest';
import { commandBytes, readReplies } from '../../../../src/probes/native/redis/resp.ts';

const read = (text: string) => readReplies(Buffer.from(text));

test('statuses, errors, numbers and texts are told apart, as soon as they are complete', () => {
  const all = '+PONG\r\n-NOAUTH log in\r\n:3\r\n$7\r\né\r\nb:c\r\n$-1\r\n';
  expect(read(all)).toEqual({
    type: 'replies',
    replies: [
      { type: 'status', text: 'PONG' },
      { type: 'error', text: 'NOAUTH log in' },
      { type: 'status', text: '3' },
      { type: 'text', text: 'é\r\nb:c' },
      { type: 'text', text: '' },
    ].slice(0, 5),
  });
  for (let length = 0; length < all.length; length += 1) {
    expect(read(all.slice(0, length))).toMatchObject({ type: 'replies' });
  }
});

test.each(['SSH-2.0-OpenSSH\r\n', '$x\r\n', '*1\r\n', 'HTTP/1.1 400'])('%j is no reply', (text) => {
  expect(read(text)).toEqual({ type: 'foreign', text: text.trimEnd() });
});

test('a word of a command may hold any byte', () => {
  expect(commandBytes(['AUTH', 'a "é\r\n'])).toBe('*2\r\n$4\r\nAUTH\r\n$7\r\na "é\r\n\r\n');
});
