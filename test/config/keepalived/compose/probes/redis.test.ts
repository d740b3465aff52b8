import { expect, test } from 'vitest';
import { checkOf, faultsIn } from './blocks.ts';

test('everything has a usual value', () => {
  expect(checkOf('redis', 'role any').probe).toMatchObject({
    kind: 'redis',
    endpoint: { host: '127.0.0.1', port: 6379, tls: 'off' },
    login: 'none',
    role: 'any',
  });
  expect(checkOf('redis', 'port 7000\nrole replica\nusername probe\npassword_file /etc/p').probe).toMatchObject({
    endpoint: { port: 7000 },
    login: { user: 'probe', passwordFile: '/etc/p' },
    role: 'replica',
  });
});

test('a user without a password is refused', () => {
  expect(faultsIn('redis', 'username probe')).toEqual(['CONF-337 a username is of no use without its password']);
});
