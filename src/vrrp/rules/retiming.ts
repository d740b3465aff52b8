/** Moves the deadlines of an instance when what they were computed from has changed (ST-21, `vrrp.md` 3.8). */
import type { Instance } from '../state.ts';
import { masterDownUs, skewUs, timingOf, withTimer } from '../timers.ts';

/**
 * `after` with the master-down deadline of `before` moved by as much as the span it was armed with has changed, but not
 * into the past. A backup that is no better any more than the master whose adverts it discards obeys it again. Anything
 * but a backup is returned as it is.
 */
export function retimed(before: Instance, after: Instance, nowUs: number): Instance {
  const { awaiting, timers } = before;
  if (timers.masterDown === undefined || awaiting === 'nothing') return after;
  if (awaiting.kind === 'preemption' && awaiting.theirs >= after.tracking.effectivePriority) {
    const waiting = withTimer(after, 'masterDown', nowUs + masterDownUs(timingOf(after)));
    const master = { address: awaiting.from, priority: awaiting.theirs, heardAtUs: nowUs };
    return { ...waiting, master, awaiting: { kind: 'silence', sinceUs: nowUs, span: 'masterDown' }, ready: 'no' };
  }
  const spanUs = awaiting.span === 'skew' ? skewUs : masterDownUs;
  const movedUs = timers.masterDown + spanUs(timingOf(after)) - spanUs(timingOf(before));
  return withTimer(after, 'masterDown', Math.max(nowUs, movedUs));
}
