import { expect, test, vi } from 'vitest';
import { err } from '../../../../src/model/result.ts';
import { backendFor } from '../../../../src/probes/script/spawn/backend-for.ts';
import { nobody, own } from '../workshop.ts';

const unknown = err({ rule: 'no-such-user', path: 'x', detail: 'x does not exist', fix: 'create it' } as const);

test.each([
  ['a check of the daemon’s own user', own, 'check', 'direct'],
  ['a check of another user', nobody, 'check', 'execa'],
  ['a check of nobody known', unknown, 'check', 'execa'],
  ['a notify script', own, 'notify', 'execa'],
] as const)('%s', (_, who, purpose, name) => {
  expect(backendFor(who, purpose).name).toBe(name);
});

test('what a check asks for is followed, and limits of its own need execa', () => {
  expect(backendFor(own, 'check', 'execa').name).toBe('execa');
  expect(backendFor(nobody, 'check', 'direct').name).toBe('direct');
  expect(backendFor(own, 'check', 'auto', { nofile: 256 }).name).toBe('execa');
});

test('RC-65 where the C library cannot start programs directly, execa does it, whatever is asked for', async () => {
  vi.resetModules();
  vi.doMock('../../../../src/linux/spawn/posix-spawn.ts', () => ({ canSpawnDirectly: false, ProgramImage: undefined }));
  const { backendFor: elsewhere } = await import('../../../../src/probes/script/spawn/backend-for.ts');
  expect(elsewhere(own, 'check').name).toBe('execa');
  expect(elsewhere(own, 'check', 'direct').name).toBe('execa');
  vi.doUnmock('../../../../src/linux/spawn/posix-spawn.ts');
});
