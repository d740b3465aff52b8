import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckHealth } from '../../src/health/check-health.ts';
import { checksBehind, groupHealth, withGroups } from '../../src/health/group.ts';
import type { CheckGroup } from '../../src/model/check.ts';
import { checkHealth } from '../support/configs.ts';

/** u up, w warns, d down, i without a result, m in maintenance, x broken and ignored. */
const MEMBERS: Readonly<Record<string, Partial<CheckHealth>>> = {
  u: {},
  w: { health: 'warn', reason: 'exit 1 (warning)' },
  d: { health: 'down', blame: 'service', reason: 'exit 2' },
  b: { health: 'down', blame: 'checker', reason: 'no result for 6.2 s' },
  i: { health: 'unknown', reason: 'no result yet' },
  m: { flags: ['maintenance'] },
  x: { health: 'up', worth: 'nothing' },
};

const membersOf = (letters: string): readonly CheckHealth[] =>
  [...letters].map((letter, index) => checkHealth({ ...MEMBERS[letter], check: `c${index}` }));

const groupOf = (need: CheckGroup['need'], letters: string): CheckHealth =>
  groupHealth({ name: 'web', of: [...letters].map((_, index) => `c${index}`), need }, membersOf(letters));

describe('a group', () => {
  test.each<[CheckGroup['need'], string, CheckHealth['health']]>([
    ['any', 'udd', 'up'],
    ['any', 'ddd', 'down'],
    ['any', 'wdd', 'warn'],
    ['any', 'uwd', 'up'],
    ['all', 'uuu', 'up'],
    ['all', 'uwu', 'warn'],
    ['all', 'uud', 'down'],
    ['all', 'uum', 'up'],
    ['all', 'uux', 'up'],
    ['majority', 'uud', 'up'],
    ['majority', 'udd', 'down'],
    ['majority', 'uudd', 'down'],
    ['majority', 'uuudd', 'up'],
    ['majority', 'uudm', 'up'],
    ['majority', 'udm', 'down'],
    [{ atLeast: 2 }, 'uud', 'up'],
    [{ atLeast: 2 }, 'udd', 'down'],
    [{ atLeast: 2 }, 'um', 'down'],
    [{ atLeast: 3 }, 'uu', 'down'],
    ['all', '', 'down'],
    ['any', 'mmm', 'down'],
    ['all', 'mx', 'down'],
    [{ atLeast: 1 }, '', 'down'],
  ])('%j of "%s" is %s', (need, letters, health) => expect(groupOf(need, letters).health).toBe(health));

  test('TR-12 at least 2 of 3 with one stale and one in maintenance is down', () => {
    expect(groupOf({ atLeast: 2 }, 'ubm')).toMatchObject({
      health: 'down',
      blame: 'checker',
      reason: '1 of 2 up, 1 not counted, 2 needed; c1 down (no result for 6.2 s)',
    });
  });

  test('a member without a result counts as down beside one that is down', () => {
    expect(groupOf('any', 'di').health).toBe('down');
    expect(groupOf({ atLeast: 2 }, 'udi').health).toBe('down');
    expect(groupOf('all', 'uid').health).toBe('down');
  });

  test('while no member is down, a group that its members’ first results may still make up has none itself', () => {
    expect(groupOf('all', 'ui').health).toBe('unknown');
    expect(groupOf('any', 'ii').health).toBe('unknown');
    expect(groupOf({ atLeast: 3 }, 'ui').health).toBe('down');
    expect(groupOf('any', 'ui').health).toBe('up');
  });

  test('blames the service when one member does, and names those that are not up', () => {
    expect(groupOf('all', 'ubdi')).toMatchObject({
      blame: 'service',
      reason: '1 of 4 up, 4 needed; c1 down (no result for 6.2 s); c2 down (exit 2); c3 has no result yet',
    });
  });

  test('the order of its members changes nothing but the order of its words', () => {
    const need = fc.constantFrom<CheckGroup['need']>('any', 'all', 'majority', { atLeast: 1 }, { atLeast: 2 });
    const letters = fc.array(fc.constantFrom(...Object.keys(MEMBERS)), { maxLength: 7 });
    fc.assert(
      fc.property(need, letters, (wanted, members) => {
        const one = groupOf(wanted, members.join(''));
        const other = groupOf(wanted, members.toReversed().join(''));
        expect(other).toMatchObject({ health: one.health, blame: one.blame });
      }),
    );
  });
});

const groups: readonly CheckGroup[] = [
  { name: 'node', of: ['web', 'gw'], need: 'all' },
  { name: 'web', of: ['a', 'b'], need: 'any' },
];

const health = (down: readonly string[]): ((name: string) => CheckHealth) =>
  withGroups(groups, (check) => checkHealth({ check, health: down.includes(check) ? 'down' : 'up' }));

test('groups are members of groups, whatever the order they are written in', () => {
  expect(health(['a'])('node').health).toBe('up');
  expect(health(['a', 'b'])('node')).toMatchObject({ health: 'down' });
  expect(health(['gw'])('node').health).toBe('down');
  expect(health(['gw'])('web').health).toBe('up');
  expect(health(['gw'])('gw').health).toBe('down');
});

test('the checks behind a name are those of its members', () => {
  expect([...checksBehind(['node', 'x'], groups)]).toEqual(['a', 'b', 'gw', 'x']);
});
