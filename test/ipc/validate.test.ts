import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { readFromDataplane, readToDataplane } from '../../src/ipc/validate.ts';

test('a message of a known type with all its fields is taken', () => {
  const shutdown = { type: 'shutdown', reason: 'SIGTERM' };
  expect(readToDataplane(shutdown)).toEqual({ ok: true, value: shutdown });
  expect(readFromDataplane({ type: 'ready', pid: 7 }).ok).toBe(true);
});

test('an unknown type, a missing field and a non-object are refused in words', () => {
  expect(readToDataplane({ type: 'reboot' })).toEqual({ ok: false, error: 'unknown message "reboot"' });
  expect(readToDataplane({ type: 'shutdown' })).toEqual({ ok: false, error: 'shutdown without reason' });
  expect(readFromDataplane(7).ok).toBe(false);
  expect(readFromDataplane({ type: 'toString' }).ok).toBe(false);
});

test('nothing that JSON can carry makes the reader throw', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => typeof readToDataplane(value).ok === 'boolean'));
});
