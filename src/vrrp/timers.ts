/** Intervals and deadlines in integer microseconds on the monotonic clock (RFC 9568 §6.1, RFC 3768 §6.1). */
import type { Priority } from '../model/priority.ts';
import type { Instance, TimerName } from './state.ts';

export const US_PER_MS = 1000;
const US_PER_CS = 10_000;
const US_PER_S = 1_000_000;

/** What skew and master-down interval depend on. `advertIntervalCs`: the master's as learned in version 3. */
export interface Timing {
  readonly version: 2 | 3;
  readonly priority: Priority;
  readonly advertIntervalCs: number;
  readonly downTimerAdverts: number;
}

/**
 * Skew_Time in microseconds, truncated: the higher the priority, the sooner a backup takes over.
 * Version 2: (256 - priority) / 256 seconds whatever the interval (RFC 3768 §6.1). Version 3: that share of the
 * master's interval (RFC 9568 §6.1).
 */
export function skewUs({ version, priority, advertIntervalCs }: Timing): number {
  const wholeUs = version === 2 ? US_PER_S : advertIntervalCs * US_PER_CS;
  return Math.floor(((256 - priority) * wholeUs) / 256);
}

/** Master_Down_Interval in microseconds: so many adverts missed, plus the skew (RFC 9568 §6.1, RFC 3768 §6.1). */
export const masterDownUs = (timing: Timing): number =>
  timing.downTimerAdverts * timing.advertIntervalCs * US_PER_CS + skewUs(timing);

/** The timing in force for an instance. */
export const timingOf = ({ config, tracking, masterAdvertIntervalCs }: Instance): Timing => ({
  version: config.version,
  priority: tracking.effectivePriority,
  advertIntervalCs: masterAdvertIntervalCs,
  downTimerAdverts: config.downTimerAdverts,
});

/** Own advert interval in microseconds. */
export const advertIntervalUs = ({ config }: Instance): number => config.advertIntervalCs * US_PER_CS;

/**
 * The deadline after one that is due, without drift: counted from the deadline, not from when it was served. Late by
 * a whole interval or more, missed rounds are not made up for and the count starts anew from now.
 */
export function nextRoundUs(dueUs: number, intervalUs: number, nowUs: number): number {
  const nextUs = dueUs + intervalUs;
  return nextUs > nowUs ? nextUs : nowUs + intervalUs;
}

/** The same instance with a timer armed, or re-armed. */
export const withTimer = (self: Instance, timer: TimerName, atUs: number): Instance => ({
  ...self,
  timers: { ...self.timers, [timer]: atUs },
});

/** The order in which deadlines of one moment are served. */
const TIMER_ORDER: readonly TimerName[] = ['masterDown', 'advert', 'garpSecond', 'garpLower', 'garpRefresh'];

/** The timers to feed to `step` now, in a fixed order. After each `step` ask again: it may have cancelled others. */
export function dueTimers(self: Instance, nowUs: number): readonly TimerName[] {
  return TIMER_ORDER.filter((timer) => (self.timers[timer] ?? Infinity) <= nowUs);
}

/** The earliest deadline in microseconds; `Infinity`: nothing to wait for. */
export function nextDeadlineUs(self: Instance): number {
  return Math.min(...TIMER_ORDER.map((timer) => self.timers[timer] ?? Infinity));
}
