import { expect, test } from 'vitest';
import { readGreeting } from '../../../../src/probes/native/mysql/greeting.ts';

const packet = (body: string): Uint8Array => {
  const bytes = Buffer.from(body, 'latin1');
  return Uint8Array.from([bytes.length, 0, 0, 0, ...bytes]);
};

test('a greeting gives the version, once it has come whole', () => {
  const whole = packet('\u000a5.6.29-mycat-1.6.7.4\0rest');
  expect(readGreeting(whole)).toEqual({ type: 'version', version: '5.6.29-mycat-1.6.7.4' });
  expect(readGreeting(whole.subarray(0, whole.length - 1))).toEqual({ type: 'incomplete' });
  expect(readGreeting(whole.subarray(0, 4))).toEqual({ type: 'incomplete' });
  expect(readGreeting(Uint8Array.of())).toEqual({ type: 'incomplete' });
});

test.each([
  [packet('\u00ff\u0010\u0004Too many connections'), 1040, 'Too many connections'],
  [packet('\u00ff\u0069\u0004#HY000Host is blocked'), 1129, 'Host is blocked'],
])('an error packet in its place is a refusal, with the code and the text', (bytes, code, text) => {
  expect(readGreeting(bytes)).toEqual({ type: 'refusal', code, text });
});

test.each(['SSH-2.0-OpenSSH_9', 'HTTP/1.1 400 Bad Request', '\u0006\0\0\0\u00093.21\0', '\u0006\0\0\u0001\u000a'])(
  '%j is something else, and its first bytes are shown',
  (said) => {
    expect(readGreeting(Uint8Array.from(Buffer.from(said, 'latin1')))).toMatchObject({
      type: 'foreign',
      first: expect.stringMatching(/^".*"$/),
    });
  },
);
