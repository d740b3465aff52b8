import { expect, test } from 'vitest';
import { PidFileMemory } from '../../../../src/probes/native/process/identity.ts';

test('NP-03 an unchanged file means the process of the start time that was seen first, for good', () => {
  const memory = new PidFileMemory();
  expect(memory.check('inode 1, 10:00, 17', 4711)).toBe('kept');
  expect(memory.check('inode 1, 10:00, 17', 4711)).toBe('kept');
  expect(memory.check('inode 1, 10:00, 17', 9999)).toBe('reused');
  expect(memory.check('inode 1, 10:00, 17', 9999)).toBe('reused');
});

test('a file that was written again means whoever has the number now', () => {
  const memory = new PidFileMemory();
  memory.check('inode 1, 10:00, 17', 4711);
  expect(memory.check('inode 1, 10:05, 17', 9999)).toBe('kept');
});
