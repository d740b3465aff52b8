import { expect, test } from 'vitest';
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
