import { expect, test } from 'vitest';
import { CheckBoard } from '../../src/dataplane/check-board.ts';
import type { CheckGroup } from '../../src/model/check.ts';
import { checkHealth } from '../support/configs.ts';

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
