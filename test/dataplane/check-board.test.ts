import { expect, test } from 'vitest';
import { CheckBoard } from '../../src/dataplane/check-board.ts';
import type { CheckHealth } from '../../src/health/check-state.ts';

const up: CheckHealth = { check: 'nginx', health: 'up', blame: 'none', reason: 'exit 0' };

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

test('checks that are no longer wanted are forgotten', () => {
  const board = new CheckBoard();
  board.put(up, 2000, 0);
  board.keepOnly(new Set(['other']));
  expect(board.health('nginx').health).toBe('unknown');
  expect(board.nextExpiryUs()).toBe(Infinity);
});

test('a verdict that is said again changes nothing but its end', () => {
  const board = new CheckBoard();
  expect(board.put(up, 2000, 0)).toBe('changed');
  expect(board.put({ ...up }, 2000, 1_000_000)).toBe('same');
  expect(board.nextExpiryUs()).toBe(3_000_000);
  expect(board.put({ ...up, reason: 'exit 0: slow' }, 2000, 1_000_000)).toBe('changed');
});
