import { expect, test } from 'vitest';
import type { Priority } from '../../../src/model/priority.ts';
import { fifoLine } from '../../../src/notify/fifo/lines.ts';

test('NO-02 one line an event, in keepalived’s words', () => {
  const priority = 150 as Priority;
  expect(fifoLine('INSTANCE', 'VI_1', 'master', priority)).toBe('INSTANCE "VI_1" MASTER 150\n');
  expect(fifoLine('INSTANCE', 'VI_1', 'master_rx_lower_pri', priority)).toBe(
    'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 150\n',
  );
  expect(fifoLine('INSTANCE', 'a b', 'backup_priority', priority)).toBe('INSTANCE "a b" BACKUP_PRIORITY 150\n');
  expect(fifoLine('GROUP', 'G', 'fault', 0)).toBe('GROUP "G" FAULT 0\n');
});
