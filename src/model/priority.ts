import type { Brand } from './brand.ts';

/** Advertised priority, 0 to 255 (RFC 9568 §5.2.4). 0: the master leaves. 255: the owner of the address. */
export type Priority = Brand<number, 'Priority'>;

export const PRIORITY_LEAVING = 0 as Priority;
/** Of a master whose checks have failed: whoever is healthy and preempts is better. */
export const PRIORITY_FAILING = 1 as Priority;
export const PRIORITY_OWNER = 255 as Priority;

/**
 * Effective priority of a base and the sum of weights in force: clamped to 1..254, and never changed for an owner.
 * The sum itself is not clamped, so that it comes back without loss. Source: keepalived, `vrrp.md` 3.6.
 */
export function effectivePriority(base: Priority, weightSum: number): Priority {
  if (base === PRIORITY_OWNER) return base;
  return Math.min(254, Math.max(1, base + weightSum)) as Priority;
}
