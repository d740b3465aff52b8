import type { CheckConfig } from '../../model/check.ts';

/** How often a check went down lately: one point each time, halved every `halfLifeMs`. Source: checks.md 3.4. */
export interface Flap {
  readonly penalty: number;
  /** When the penalty was this large. Monotonic ms. */
  readonly atMs: number;
  readonly flappingUntilMs: number;
}

type FlapRules = Pick<CheckConfig, 'flap' | 'rise'>;

/** A check flaps from this penalty on, until the penalty is below 1. */
const FLAPPING = 3;

export const CALM: Flap = { penalty: 0, atMs: 0, flappingUntilMs: -Infinity };

/** The check went down. */
export function afterGoingDown(flap: Flap, { flap: rules }: FlapRules, nowMs: number): Flap {
  if (rules === 'off') return flap;
  const penalty = penaltyAt(flap, rules.halfLifeMs, nowMs) + 1;
  const flaps = penalty >= FLAPPING || nowMs < flap.flappingUntilMs;
  const flappingUntilMs = flaps ? nowMs + rules.halfLifeMs * Math.log2(penalty) : -Infinity;
  return { penalty, atMs: nowMs, flappingUntilMs };
}

/**
 * Successes in a row that lift a check now: `rise`, for one that flaps `rise` times 2 to the power of its penalty less
 * two, but no more than `rise` once it has been good for `holdMs`.
 * @param goodSinceMs when `rise` successes in a row were reached
 */
export function riseNeeded(
  flap: Flap,
  { flap: rules, rise }: FlapRules,
  goodSinceMs: number | 'not yet',
  nowMs: number,
): number {
  if (rules === 'off' || nowMs >= flap.flappingUntilMs) return rise;
  if (goodSinceMs !== 'not yet' && nowMs - goodSinceMs >= rules.holdMs) return rise;
  return Math.max(rise, Math.ceil(rise * 2 ** (penaltyAt(flap, rules.halfLifeMs, nowMs) - 2)));
}

const penaltyAt = ({ penalty, atMs }: Flap, halfLifeMs: number, nowMs: number): number =>
  penalty * 0.5 ** ((nowMs - atMs) / halfLifeMs);
