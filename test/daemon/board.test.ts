import { expect, test } from 'vitest';
import { Board } from '../../src/daemon/board.ts';
import type { InstanceSnapshot } from '../../src/ipc/messages.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';

const master: InstanceSnapshot = {
  name: 'VI_1',
  interface: 'eth0',
  state: 'master',
  sinceMs: 0,
  cause: { kind: 'addressOwner' },
  basePriority: 100 as Priority,
  effectivePriority: 100 as Priority,
  sum: 'base 100, = 100',
  faults: [],
  waitingFor: [],
  sourceAddress: '10.9.0.1' as IpAddress,
  master: 'unknown',
  vips: ['10.9.0.100/24'],
  counters: {},
};

test('without a dataplane no instance is shown as master, and the reason is said until the next snapshot', () => {
  const board = new Board();
  board.putInstances([master]);
  board.dataplaneLost('was ended by SIGKILL');
  expect(board.instances()).toMatchObject([
    { state: 'init', causeText: 'takes no part: the dataplane was ended by SIGKILL', sourceAddress: '10.9.0.1' },
  ]);
  board.putInstances([master]);
  expect(board.instances()).toMatchObject([{ state: 'master', causeText: expect.stringContaining('255') }]);
});
