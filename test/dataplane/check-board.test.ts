import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CheckBoard } from '../../src/dataplane/check-board.ts';
import { trackInstance } from '../../src/health/track.ts';
import type { CheckGroup } from '../../src/model/check.ts';
import { checkHealth, instanceConfig, weigh } from '../support/configs.ts';

const up = checkHealth();

test('a check nobody has spoken of is unknown', () => {
  expect(new CheckBoard().health('nginx').health).toBe('unknown');
});

test('a verdict stands until its end and then counts as down with the checker to blame', () => {
  const board = new CheckBoard();
  board.put(up, 2000, 1_000_000);
  expect(board.nextExpiryUs()).toBe(3_000_000);
  expect(board.expire(2_999_999)).toBe('same');
  expect(board.health('nginx').health).toBe('up');
  expect(board.expire(3_000_000)).toBe('changed');
  expect(board.health('nginx')).toMatchObject({ health: 'down', blame: 'checker' });
  expect(board.expire(9_000_000)).toBe('same');
});

test('a verdict with points of its own is a fault after its end, an ignored one counts again', () => {
  const board = new CheckBoard();
  board.put(checkHealth({ check: 'a', worth: { points: 20 } }), 1000, 0);
  board.put(checkHealth({ check: 'b', worth: { value: 7 } }), 1000, 0);
  board.put(checkHealth({ check: 'c', worth: 'nothing' }), 1000, 0);
  board.expire(1_000_000);
  const worths = ['a', 'b', 'c'].map((check) => board.health(check).worth);
  expect(worths).toEqual([{ points: 'fault' }, { points: 'fault' }, 'weight']);
});

test('checks that are no longer wanted are forgotten, members of a wanted group are not', () => {
  const board = new CheckBoard();
  const inner: CheckGroup = { name: 'inner', of: ['c'], need: 'all' };
  const outer: CheckGroup = { name: 'outer', of: ['b', 'inner'], need: 'all' };
  for (const check of ['a', 'b', 'c']) board.put(checkHealth({ check }), 2000, 0);
  board.want(['outer'], [outer, inner]);
  expect(['a', 'b', 'c', 'outer'].map((name) => board.health(name).health)).toEqual(['unknown', 'up', 'up', 'up']);
  board.want([], []);
  expect(board.nextExpiryUs()).toBe(Infinity);
});

test('TR-12 a member whose verdict has expired counts as down in its group', () => {
  const board = new CheckBoard();
  board.want(['web'], [{ name: 'web', of: ['a', 'b', 'c'], need: { atLeast: 2 } }]);
  board.put(checkHealth({ check: 'a' }), 60_000, 0);
  board.put(checkHealth({ check: 'b' }), 2000, 0);
  board.put(checkHealth({ check: 'c', flags: ['maintenance'] }), 60_000, 0);
  expect(board.health('web').health).toBe('up');
  board.expire(2_000_000);
  expect(board.health('web')).toMatchObject({ health: 'down', blame: 'checker' });
});

test('TR-23 verdicts that come in the same moment give the same sum in whatever order they come', () => {
  const groups: readonly CheckGroup[] = [
    { name: 'web', of: ['a', 'b', 'c'], need: 'majority' },
    { name: 'all', of: ['web', 'd'], need: 'all' },
  ];
  const config = instanceConfig({
    trackedChecks: [weigh('all', 0), weigh('web', -30), weigh('a', 10), weigh('d', -5, 'reverse')],
  });
  const healths = fc.constantFrom('up', 'warn', 'down', 'unknown');
  const names = ['a', 'b', 'c', 'd'];
  const verdicts = fc.array(fc.tuple(fc.constantFrom(...names), healths), { minLength: 4, maxLength: 4 });
  const sumAfter = (order: readonly (readonly [string, 'up' | 'warn' | 'down' | 'unknown'])[]): unknown => {
    const board = new CheckBoard();
    board.want(['all', 'web', 'a', 'd'], groups);
    for (const [check, health] of order) board.put(checkHealth({ check, health }), 1000, 0);
    return trackInstance(
      config,
      (name) => board.health(name),
      () => 'up',
    );
  };
  fc.assert(
    fc.property(verdicts, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), (told, keys) => {
      // One verdict a check: of two from one check the later one counts, which is no matter of order in a moment.
      const once = [...new Map(told)];
      const permuted = once
        .map((verdict, index) => ({ verdict, key: keys[index] ?? 0 }))
        .toSorted((x, y) => x.key - y.key)
        .map(({ verdict }) => verdict);
      expect(sumAfter(permuted)).toEqual(sumAfter(once));
    }),
  );
});

test('a verdict that is said again changes nothing but its end', () => {
  const board = new CheckBoard();
  expect(board.put(up, 2000, 0)).toBe('changed');
  expect(board.put({ ...up }, 2000, 1_000_000)).toBe('same');
  expect(board.expire(2_000_000)).toBe('same');
  expect(board.nextExpiryUs()).toBe(3_000_000);
  expect(board.put({ ...up, reason: 'exit 0: slow' }, 2000, 1_000_000)).toBe('changed');
});
