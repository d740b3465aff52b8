/** Moves the deadlines of an instance when what they were computed from has changed (ST-21, `vrrp.md` 3.8). */
import type { Instance } from '../state.ts';
import { masterDownUs, skewUs, timingOf, withTimer } from '../timers.ts';

/**
 * `after` with the master-down deadline of `before` moved by as much as the interval it was armed with has changed,
 * but not into the past. Anything but a backup is returned as it is.
 */
export function retimed(before: Instance, after: Instance, nowUs: number): Instance {
  const { masterDown } = before.timers;
  if (masterDown === undefined) return after;
  const departed = before.awaiting !== 'nothing' && before.awaiting.kind === 'departure';
  const spanUs = departed ? skewUs : masterDownUs;
  const movedUs = masterDown + spanUs(timingOf(after)) - spanUs(timingOf(before));
  return withTimer(after, 'masterDown', Math.max(nowUs, movedUs));
}
