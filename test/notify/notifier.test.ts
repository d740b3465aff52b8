import { constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Model } from '../../src/model/model.ts';
import type { FifoConfig } from '../../src/model/notifications.ts';
import type { Priority } from '../../src/model/priority.ts';
import { Notifier } from '../../src/notify/notifier.ts';
import type { NotifyState } from '../../src/vrrp/state.ts';
import { tempDir } from '../probes/script/workshop.ts';
import { instanceConfig, NO_NOTIFICATIONS, modelWith } from '../support/configs.ts';

const PRIORITY = 150 as Priority;

function modelOf(
  instances: readonly InstanceConfig[],
  fifo: FifoConfig,
  onReload: 'states' | 'silent' = 'silent',
): Model {
  return modelWith({ instances, notifications: { ...NO_NOTIFICATIONS, fifos: [fifo], onReload } });
}

const silent = { ran: () => {}, mailed: () => {}, trouble: () => {} };
const fifoAt = (path: string): FifoConfig => ({ path, owner: 'daemon', mode: 0o600, reader: 'none' });

const entered = (config: InstanceConfig, state: NotifyState) =>
  ({ type: 'instance', config, state, priority: PRIORITY, cause: 'started', because: 'started' }) as const;

function reading(path: string): () => string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const chunk = Buffer.alloc(65_536);
  return () => {
    try {
      return chunk.toString('utf8', 0, readSync(fd, chunk));
    } catch {
      return ''; // nothing is there
    }
  };
}

test('a sync group is told of with its name and priority 0', async () => {
  const path = join(tempDir(), 'fifo');
  const notifier = new Notifier(silent, modelOf([], fifoAt(path)));
  await notifier.open();
  const read = reading(path);
  const group = { name: 'G', members: ['VI_1', 'VI_2'], notify: {}, mail: 'off' as const };
  notifier.add({ type: 'group', group, state: 'master', cause: 'masterSilent', because: 'silence' });
  expect(read()).toBe('GROUP "G" MASTER 0\n');
  await notifier.drain(1000);
});

test('states, lower adverts and, where it is wanted, priorities are written as they happen', async () => {
  const path = join(tempDir(), 'fifo');
  const told = instanceConfig({ priorityEvents: 'told' });
  const other = instanceConfig({ name: 'VI_2' });
  const notifier = new Notifier(silent, modelOf([told, other], fifoAt(path)));
  await notifier.open();
  const read = reading(path);
  for (const config of [told, other]) {
    notifier.add(entered(config, 'backup'));
    notifier.add({ type: 'priority', config, priority: 90 as Priority });
    notifier.add(entered(config, 'master'));
    notifier.add({ type: 'lowerPriority', config, priority: 90 as Priority });
    notifier.add({ type: 'priority', config, priority: 100 as Priority });
    notifier.add(entered(config, 'fault'));
    notifier.add({ type: 'priority', config, priority: 80 as Priority });
  }
  expect(read().split('\n')).toEqual([
    'INSTANCE "VI_1" BACKUP 150',
    'INSTANCE "VI_1" BACKUP_PRIORITY 90',
    'INSTANCE "VI_1" MASTER 150',
    'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 90',
    'INSTANCE "VI_1" MASTER_PRIORITY 100',
    'INSTANCE "VI_1" FAULT 150',
    'INSTANCE "VI_2" BACKUP 150',
    'INSTANCE "VI_2" MASTER 150',
    'INSTANCE "VI_2" MASTER_RX_LOWER_PRI 90',
    'INSTANCE "VI_2" FAULT 150',
    '',
  ]);
  await notifier.drain(1000);
});

test('a reload writes the states again only when that is wanted, and keeps the pipe open', async () => {
  const path = join(tempDir(), 'fifo');
  const config = instanceConfig();
  const notifier = new Notifier(silent, modelOf([config], fifoAt(path)));
  await notifier.open();
  const read = reading(path);
  notifier.add(entered(config, 'master'));
  expect(read()).toBe('INSTANCE "VI_1" MASTER 150\n');
  await notifier.adopt(modelOf([config], fifoAt(path)));
  expect(read()).toBe('');
  await notifier.adopt(modelOf([config], fifoAt(path), 'states'));
  expect(read()).toBe('INSTANCE "VI_1" MASTER 150\n');
  expect(notifier.fifoCounts()).toEqual([{ path, written: 2, lost: 0 }]);
  await notifier.drain(1000);
});
