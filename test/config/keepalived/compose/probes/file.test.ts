import { expect, test } from 'vitest';
import { checkOf, faultsIn } from './blocks.ts';

const file = (lines: string) => checkOf('file', `path /run/ready\n${lines}`).probe;

test('a path is all that is needed', () => {
  expect(file('min_size 0')).toEqual({
    kind: 'file',
    path: '/run/ready',
    presence: 'exists',
    maxAgeMs: 'off',
    minSizeBytes: 0,
    content: { type: 'any' },
  });
});

test('age, size, content, number and absence are taken over', () => {
  expect(file('max_age 2h\nmin_size 10\ncontent ok')).toMatchObject({
    maxAgeMs: 7_200_000,
    minSizeBytes: 10,
    content: { type: 'holds', expect: { type: 'text', text: 'ok' } },
  });
  expect(file('number')).toMatchObject({ content: { type: 'number', empty: 'bad' } });
  expect(file('number\nempty_is_zero')).toMatchObject({ content: { type: 'number', empty: 'zero' } });
  expect(file('absent')).toMatchObject({ presence: 'absent' });
});

test.each([
  ['max_age 10', 'CONF-121 "file" has no path'],
  ['path run/ready', 'CONF-306 "run/ready" is not an absolute path'],
  ['path /x\nabsent\nmax_age 10', 'CONF-337 a file that must be absent has no max_age'],
  ['path /x\nnumber\ncontent 1', 'CONF-337 number and content ask for two different things'],
  ['path /x\nempty_is_zero', 'CONF-337 empty_is_zero is about a number'],
])('%j is refused', (lines, fault) => {
  expect(faultsIn('file', lines)).toEqual([fault]);
});
