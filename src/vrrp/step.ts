import type { IpAddress } from '../model/address.ts';
import type { InstanceConfig } from '../model/instance.ts';
import { TRANSITIONS, situationOf } from './rules/transitions.ts';
import type { Instance, Step, Tracking, VrrpEvent } from './state.ts';

/** A virtual router that waits for its `start` event. `sourceAddress` `none`: the interface has no address yet. */
export const createInstance = (
  config: InstanceConfig,
  tracking: Tracking,
  sourceAddress: IpAddress | 'none',
): Instance => ({
  config,
  state: 'init',
  failing: 'no',
  phase: 'idle',
  tracking,
  sourceAddress,
  masterAdvertIntervalCs: config.advertIntervalCs,
  master: 'unknown',
  timers: {},
  awaiting: 'nothing',
  preemptAtUs: 'none',
  sync: 'alone',
  ready: 'no',
});

/** A timer that was cancelled or re-armed since the driver looked. */
const isStale = ({ timers }: Instance, event: VrrpEvent, nowUs: number): boolean =>
  event.type === 'timer' && (timers[event.timer] ?? Infinity) > nowUs;

/**
 * The protocol: what becomes of an instance through an event, and what is to be done, strictly in order.
 * Pure: same input, same output, the input is not changed. Source: `vrrp.md` 3.5, RFC 9568 §6.4, RFC 3768 §6.4.
 * @param nowUs monotonic microseconds, never less than in an earlier call
 * Throws only on `start` of an instance that was started before.
 */
export function step(instance: Instance, event: VrrpEvent, nowUs: number): Step {
  const unchanged: Step = { instance, actions: [] };
  const situation = situationOf(instance);
  const rule = TRANSITIONS[situation][event.type];
  if (rule === 'impossible') throw new Error(`(${instance.config.name}) ${event.type} is impossible when ${situation}`);
  if (rule === 'ignore' || isStale(instance, event, nowUs)) return unchanged;
  return (rule as (self: Instance, event: VrrpEvent, nowUs: number) => Step)(instance, event, nowUs);
}
