import { expect, test } from 'vitest';
import { orThrow } from '../../../src/linux/libc.ts';
import { int32, openSocket, setOption, withOptions } from '../../../src/linux/socket/options.ts';

const UDP = [2, 2, 0] as const;
const TTL = { name: 'IP_TTL', level: 0, option: 2 };

test('a number is written as a C int', () => {
  expect(int32(0x01020304)).toEqual(Uint8Array.of(4, 3, 2, 1));
  expect(int32(-1)).toEqual(Uint8Array.of(255, 255, 255, 255));
});

test('an option that cannot be set is named', () => {
  const socket = orThrow(openSocket('a UDP socket', UDP));
  expect(setOption(socket, TTL, 64).ok).toBe(true);
  expect(setOption(socket, TTL, 4711)).toEqual({
    ok: false,
    error: { errno: 'EINVAL', text: 'setting IP_TTL: Invalid argument (EINVAL)' },
  });
  socket.close();
});

test('a socket that cannot be prepared is closed', () => {
  const socket = orThrow(openSocket('a UDP socket', UDP));
  expect(withOptions(socket, [[TTL, 4711]])).toMatchObject({ ok: false, error: { errno: 'EINVAL' } });
  expect(socket.isClosed).toBe(true);
});

test('a family that does not exist is refused with what was opened', () => {
  expect(openSocket('a strange socket', [999, 2, 0])).toMatchObject({
    ok: false,
    error: { errno: 'EAFNOSUPPORT', text: expect.stringMatching(/^opening a strange socket: /) as string },
  });
});
