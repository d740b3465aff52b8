/** Intervals and deadlines in integer microseconds on the monotonic clock (RFC 9568 §6.1, RFC 3768 §6.1). */
import { PRIORITY_FAILING, type Priority } from '../model/priority.ts';
import type { Instance, TimerName } from './state.ts';

export const US_PER_MS = 1000;
const US_PER_CS = 10_000;
const US_PER_S = 1_000_000;
/** Between two offers priority 1 is heard at least once. */
const LEAST_OFFER_ADVERTS = 3;

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
export const timingOf = ({
  config,
  tracking,
  masterAdvertIntervalCs,
}: Pick<Instance, 'config' | 'tracking' | 'masterAdvertIntervalCs'>): Timing => ({
  version: config.version,
  priority: tracking.effectivePriority,
  advertIntervalCs: masterAdvertIntervalCs,
  downTimerAdverts: config.downTimerAdverts,
});

/**
 * How long a master is silent after it has offered its addresses with priority 0: longer than the skew time of any backup,
 * so that no advert of ours reaches one that is about to take over.
 */
export function offerSilenceUs({ config }: Instance): number {
  const intervalUs = config.advertIntervalCs * US_PER_CS;
  const longestSkewUs = config.version === 2 ? US_PER_S : intervalUs;
  return Math.max(intervalUs, longestSkewUs + Math.floor(intervalUs / 4));
}

/** How long a first offer may be in the dark about a successor: a backup that missed it takes over by silence. */
export const offerLimitUs = (self: Instance): number =>
  masterDownUs({ ...timingOf(self), priority: PRIORITY_FAILING }) + US_PER_S;

/**
 * From one offer to the next. So short that a node that heals takes over within its own master-down interval, even one
 * that preempts nobody.
 */
export const offerIntervalUs = (self: Instance): number =>
  Math.max(LEAST_OFFER_ADVERTS, self.config.downTimerAdverts) * advertIntervalUs(self);

/**
 * After how much silence a node with failed checks takes over: a healthy one has had two master-down intervals then.
 * `rank`: place among the nodes that may do the same, from 0; they come an advert apart.
 */
export const lastResortUs = (self: Instance, rank: number): number =>
  2 * masterDownUs(timingOf(self)) + rank * self.masterAdvertIntervalCs * US_PER_CS;

/** Own advert interval in microseconds. */
export const advertIntervalUs = ({ config }: Instance): number => config.advertIntervalCs * US_PER_CS;

/**
 * The same instance with its next advert put forward to a whole multiple of its interval on the clock: all instances of
 * one interval then speak at one moment, and many leave in one go. Later than planned it never is.
 */
export function onCommonTick(self: Instance, nowUs: number): Instance {
  const { advert } = self.timers;
  if (advert === undefined) return self;
  const tickUs = advert - (advert % advertIntervalUs(self));
  return tickUs === advert || tickUs <= nowUs ? self : withTimer(self, 'advert', tickUs);
}

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

/** The same instance without a timer. */
export function withoutTimer(self: Instance, timer: TimerName): Instance {
  return { ...self, timers: Object.fromEntries(Object.entries(self.timers).filter(([name]) => name !== timer)) };
}

/** The order in which deadlines of one moment are served. */
const TIMER_ORDER: readonly TimerName[] = [
  'masterDown',
  'lastResort',
  'nextOffer',
  'offerEnd',
  'advert',
  'garpSecond',
  'garpLower',
  'garpRefresh',
];

/** The timers to feed to `step` now, in a fixed order. After each `step` ask again: it may have cancelled others. */
export function dueTimers(self: Instance, nowUs: number): readonly TimerName[] {
  if (nextDeadlineUs(self) > nowUs) return [];
  return TIMER_ORDER.filter((timer) => (self.timers[timer] ?? Infinity) <= nowUs);
}

/** Whether a deadline is due that ends in a mastership, unless an advert is heard first. */
export const takeoverIsDue = ({ timers: { masterDown, lastResort } }: Instance, nowUs: number): boolean =>
  Math.min(masterDown ?? Infinity, lastResort ?? Infinity) <= nowUs;

/** The earliest deadline in microseconds; `Infinity`: nothing to wait for. */
export const nextDeadlineUs = ({ timers }: Instance): number => Math.min(...Object.values(timers));
