import type { Priority } from '../../model/priority.ts';
import type { NotifyState } from '../../vrrp/state.ts';

/** What a line on a pipe tells of: keepalived's words in lower case. */
export type FifoState = NotifyState | 'master_rx_lower_pri' | 'master_priority' | 'backup_priority';

/** `INSTANCE "VI_1" MASTER 150` and a newline. The name stands as it is, as with keepalived. Source: vrrp.md 4.8. */
export const fifoLine = (kind: 'INSTANCE' | 'GROUP', name: string, state: FifoState, priority: Priority | 0): string =>
  `${kind} "${name}" ${state.toUpperCase()} ${priority}\n`;
