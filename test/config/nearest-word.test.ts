import { expect, test } from 'vitest';
import { nearestWord } from '../../src/config/nearest-word.ts';

test.each([
  ['intervall', 'interval'],
  ['prority', 'priority'],
  ['pirority', 'priority'],
  ['fal', 'fall'],
  ['abc', undefined],
  ['x', undefined],
  ['a'.repeat(100), undefined],
])('%s means %s', (word, meant) => expect(nearestWord(word, ['interval', 'priority', 'fall'])).toBe(meant));
