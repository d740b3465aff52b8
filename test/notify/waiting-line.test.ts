import { expect, test } from 'vitest';
import type { NotifyCommand } from '../../src/notify/commands.ts';
import { enqueue } from '../../src/notify/waiting-line.ts';
import type { NotifyState } from '../../src/vrrp/state.ts';

const command = (state: NotifyState, id: number): NotifyCommand => ({
  about: { kind: 'instance', name: 'VI_1' },
  facts: {},
  state,
  kind: 'specific',
  argv: [`/${state}`, String(id)],
  user: 'daemon',
});

const line = (states: readonly NotifyState[]): readonly NotifyCommand[] =>
  states.map((state, id) => command(state, id));

test('a line with room keeps everything in order', () => {
  const waiting = line(['master', 'backup']);
  expect(enqueue(waiting, command('master', 2))).toEqual({
    waiting: line(['master', 'backup', 'master']),
    dropped: 'none',
  });
});

test('TR-27 a full line loses its oldest entry that a later one supersedes, never the newest', () => {
  const states = Array.from({ length: 64 }, (_, id): NotifyState =>
    id === 0 ? 'fault' : id % 2 === 0 ? 'master' : 'backup',
  );
  const { waiting, dropped } = enqueue(line(states), command('master', 64));
  expect(waiting).toHaveLength(64);
  expect(dropped).toEqual(command('backup', 1));
  expect(waiting[0]).toEqual(command('fault', 0));
  expect(waiting.at(-1)).toEqual(command('master', 64));
});

test('the specific and the general script do not supersede each other', () => {
  const specific = line(Array.from({ length: 64 }, (_, id): NotifyState => (id === 0 ? 'master' : 'backup')));
  const general: NotifyCommand = { ...command('master', 64), kind: 'any' };
  expect(enqueue(specific, general).dropped).toEqual(command('backup', 1));
});
