/** When gratuitous ARP is sent, and how often (`vrrp.md` 4.5). */
import type { InstanceConfig, Vip } from '../../model/instance.ts';
import type { Action, Timers } from '../state.ts';
import { US_PER_MS } from '../timers.ts';

/** All addresses that move with an instance, advertised or not. */
export const vipsOf = ({ vips, excludedVips }: InstanceConfig): readonly Vip[] => [...vips, ...excludedVips];

/** One burst; nothing when there is nothing to say. */
export const announce = (vips: readonly Vip[], repeat: number): readonly Action[] =>
  vips.length > 0 && repeat > 0 ? [{ type: 'announce', vips, repeat }] : [];

/** Deadline of the second burst after becoming master; none when it is configured away. */
export const secondBurst = ({ garp }: InstanceConfig, nowUs: number): Timers =>
  garp.masterDelayMs > 0 && garp.masterRepeat > 0 ? { garpSecond: nowUs + garp.masterDelayMs * US_PER_MS } : {};

/** Deadline of the second burst after an advert of a lower priority. */
export const secondLowerBurst = ({ garp }: InstanceConfig, nowUs: number): Timers =>
  garp.lowerPriorityDelayMs > 0 && garp.lowerPriorityRepeat > 0
    ? { garpLower: nowUs + garp.lowerPriorityDelayMs * US_PER_MS }
    : {};

/** Deadline of the first periodic announcement. */
export const firstRefresh = ({ garp }: InstanceConfig, nowUs: number): Timers =>
  garp.masterRefreshMs > 0 ? { garpRefresh: nowUs + garp.masterRefreshMs * US_PER_MS } : {};
