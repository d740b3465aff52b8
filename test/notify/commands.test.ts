import { expect, test } from 'vitest';
import type { NotifyScripts } from '../../src/model/instance.ts';
import type { Priority } from '../../src/model/priority.ts';
import { type NotifyEvent, notifyCommands } from '../../src/notify/commands.ts';
import type { NotifyState } from '../../src/vrrp/state.ts';
import { instanceConfig } from '../support/configs.ts';

const SCRIPTS: NotifyScripts = {
  master: { argv: ['/m', 'written'], user: 'daemon' },
  fault: { argv: ['/f'], user: { user: 'nobody' } },
  any: { argv: ['/any', 'first'], user: { user: 'nobody' } },
};

const event = (state: NotifyState, notify: NotifyScripts): NotifyEvent => ({
  type: 'instance',
  config: instanceConfig({ notify }),
  state,
  priority: 90 as Priority,
  cause: 'lastResort',
  because: 'nobody else has it',
});

const argvsOf = (state: NotifyState, notify = SCRIPTS): readonly (readonly string[])[] =>
  notifyCommands(event(state, notify)).map(({ argv }) => argv);

test('the specific script comes first, with the arguments that were written and no others', () => {
  expect(argvsOf('master')).toEqual([
    ['/m', 'written'],
    ['/any', 'first', 'INSTANCE', 'VI_1', 'MASTER', '90'],
  ]);
});

test.each(['backup', 'stop', 'deleted'] as const)('%s without a script of its own runs the general one', (state) => {
  expect(argvsOf(state)).toEqual([['/any', 'first', 'INSTANCE', 'VI_1', state.toUpperCase(), '90']]);
});

test('a lower advert heard as a master runs its own script alone, and a priority none', () => {
  const lowerPriority = { argv: ['/lower', 'a'], user: 'daemon' } as const;
  const config = instanceConfig({ notify: { ...SCRIPTS, lowerPriority } });
  const about = { config, priority: 90 as Priority };
  expect(notifyCommands({ type: 'lowerPriority', ...about })).toMatchObject([
    { argv: ['/lower', 'a'], facts: { VIPWARD_STATE: 'MASTER_RX_LOWER_PRI' } },
  ]);
  expect(notifyCommands({ type: 'priority', ...about })).toEqual([]);
});

test('each script keeps its own user and hears of the cause', () => {
  expect(notifyCommands(event('master', SCRIPTS))).toMatchObject([
    { user: 'daemon', facts: { VIPWARD_CAUSE: 'lastResort' } },
    { user: { user: 'nobody' }, facts: { VIPWARD_CAUSE: 'lastResort' } },
  ]);
});

test('an instance without scripts runs nothing', () => {
  expect(argvsOf('master', {})).toEqual([]);
});

test('scripts of a sync group get GROUP, its name and priority 0', () => {
  const group = { name: 'G', members: ['VI_1', 'VI_2'], notify: SCRIPTS, mail: 'off' as const };
  const commands = notifyCommands({ type: 'group', group, state: 'master', cause: 'masterSilent', because: 'silence' });
  expect(commands.map(({ argv }) => argv)).toEqual([
    ['/m', 'written'],
    ['/any', 'first', 'GROUP', 'G', 'MASTER', '0'],
  ]);
  const facts = { VIPWARD_GROUP: 'G', VIPWARD_STATE: 'MASTER', VIPWARD_CAUSE: 'masterSilent' };
  expect(commands[0]).toMatchObject({ about: { kind: 'group', name: 'G' }, facts });
});

test('a change of a check tells its script name, old state, new state and reason', () => {
  const now = {
    check: 'nginx',
    health: 'down',
    blame: 'service',
    reason: 'exit 2: connection refused',
    worth: 'weight',
    flags: [],
  } as const;
  const script = { argv: ['/changed', 'written'], user: { user: 'nobody' } };
  expect(notifyCommands({ type: 'check', script, before: 'up', now })).toEqual([
    {
      argv: ['/changed', 'written', 'nginx', 'UP', 'DOWN', 'exit 2: connection refused'],
      user: { user: 'nobody' },
      about: { kind: 'check', name: 'nginx' },
      state: 'down',
      kind: 'any',
      facts: { VIPWARD_CHECK: 'nginx', VIPWARD_STATE: 'DOWN' },
    },
  ]);
});
