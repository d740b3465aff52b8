import { expect, test } from 'vitest';
import { OwnedFd } from '../../src/linux/fd.ts';
import { call, libc, orThrow, systemError } from '../../src/linux/libc.ts';

test('a failed call names its object, the reason and the errno', () => {
  expect(OwnedFd.open('/nowhere/at/all')).toEqual({
    ok: false,
    error: { errno: 'ENOENT', text: 'opening /nowhere/at/all: No such file or directory (ENOENT)' },
  });
  expect(call('closing', libc.close(987_654))).toMatchObject({ ok: false, error: { errno: 'EBADF' } });
});

test('a missing capability is named only when the kernel refuses for want of permission', () => {
  expect(systemError(1, 'opening a socket', 'CAP_NET_RAW').text).toContain('lacks the capability CAP_NET_RAW');
  expect(systemError(19, 'opening a socket', 'CAP_NET_RAW').text).not.toContain('CAP_NET_RAW');
});

test('EAGAIN has its usual name, and an unknown number is shown', () => {
  expect(systemError(11, 'reading').errno).toBe('EAGAIN');
  expect(systemError(4095, 'reading').errno).toBe('E4095');
});

test('an error that cannot be handled is thrown with its text and its code', () => {
  const failed = call('closing', libc.close(987_654));
  expect(() => orThrow(failed)).toThrow(expect.objectContaining({ code: 'EBADF' }) as Error);
});
