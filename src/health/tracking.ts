import type { Priority } from '../model/priority.ts';

/** Why an instance may not take part, in words: `interface eth0 is down`, `check nginx is down: exit 1: refused (the service)`. */
export type FaultReason = string;

/** One reason against taking part, and whose it is: of a check a node may still hold the address, of the host it cannot. */
export interface Fault {
  readonly of: 'check' | 'host';
  readonly reason: FaultReason;
}

/** What the trackers say about an instance; recomputed on every change of a check or interface. */
export interface Tracking {
  readonly effectivePriority: Priority;
  /** Empty: no fault. */
  readonly faults: readonly Fault[];
  /** Weight-0 checks without a first result: the instance stays in `init` until they report (keepalived). */
  readonly waitingFor: readonly string[];
  /** `base 150, nginx down -60 (exit 2: connection refused), = 90` */
  readonly sum: string;
}
