import type { CheckHappening } from './entry.ts';

const FIRST_PAUSE_MS = 10_000;
/** A check that is down says so at least this often. */
export const LAST_PAUSE_MS = 3_600_000;
/** Reasons of one time of failing that are written at once; a text that never repeats ends here. */
const REASONS_AT_ONCE = 16;

/** What has been written of a check since its health last changed. */
interface Told {
  readonly reasons: Set<string>;
  writtenAtMs: number;
  pauseMs: number;
  /** Failed runs that no entry has counted yet. */
  uncounted: number;
}

/**
 * Lets a check that stays as it is say less and less: each change of health is an entry, a failed run that changes
 * nothing only with a new reason or after a pause that grows from 10 s to 1 h. The entries count what was left out.
 */
export class Thinning {
  readonly #told = new Map<string, Told>();

  /** @returns the entry to write, or `undefined` when this run is only counted. */
  take(happening: CheckHappening, nowMs: number): CheckHappening | undefined {
    const failed = happening.blame !== 'none';
    const told = this.#toldOf(happening.check);
    if (failed) told.uncounted += 1;
    if (happening.event === 'check.verdict' && happening.before !== happening.health) {
      this.#told.set(happening.check, newlyTold(happening.reason, nowMs));
      return withCount(happening, told.uncounted);
    }
    if (!failed) return undefined;
    const isNews = !told.reasons.has(happening.reason) && told.reasons.size < REASONS_AT_ONCE;
    if (!isNews && nowMs - told.writtenAtMs < told.pauseMs) return undefined;
    if (isNews) told.reasons.add(happening.reason);
    else told.pauseMs = Math.min(LAST_PAUSE_MS, told.pauseMs * 2);
    const { uncounted } = told;
    told.writtenAtMs = nowMs;
    told.uncounted = 0;
    return withCount(happening, uncounted);
  }

  #toldOf(check: string): Told {
    const known = this.#told.get(check) ?? { ...newlyTold('', -Infinity), reasons: new Set() };
    this.#told.set(check, known);
    return known;
  }
}

const newlyTold = (reason: string, nowMs: number): Told => ({
  reasons: new Set([reason]),
  writtenAtMs: nowMs,
  pauseMs: FIRST_PAUSE_MS,
  uncounted: 0,
});

const withCount = (happening: CheckHappening, failedRuns: number): CheckHappening =>
  failedRuns === 0 ? happening : { ...happening, failedRuns };
