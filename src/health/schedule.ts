import type { CheckConfig } from '../model/check.ts';

/** A check's next slot. Times: ms of one monotonic clock. */
export interface Slot {
  readonly dueMs: number;
  /** The slot of the check's own grid that this one is, or that came last before it. */
  readonly gridMs: number;
  /** How far the grid still has to move to reach the check's own phase. */
  readonly shiftLeftMs: number;
}

/** How a check stands with its last result, which decides how soon it is asked again. Source: checks.md 3.2. */
export type Pace = 'steady' | 'changing' | 'down';

export type Paces = Pick<CheckConfig, 'intervalMs' | 'changingIntervalMs' | 'downIntervalMs'>;

/** Checks that are due in one moment are cheaper than many wake-ups: phases lie on this grid of the clock. */
const PHASE_STEP_MS = 10;

/** Largest part of an interval by which a slot may move towards the check's phase. */
const MAX_SHIFT = 0.1;

/**
 * First slot: at once, because tracked checks hold back the start, or after the check's initial delay. `name` and
 * `node` give the phase that later slots move to, so that checks of a host, and nodes that share a backend, do not all
 * run in the same moment. Source: checks.md 1.6.
 */
export function firstSlot(name: string, node: string, intervalMs: number, nowMs: number, initialDelayMs = 0): Slot {
  const offsetMs = hashOf(`${node}/${name}`) % intervalMs;
  const shorterWayMs = offsetMs > intervalMs / 2 ? offsetMs - intervalMs : offsetMs;
  const dueMs = nowMs + initialDelayMs;
  const besideStepMs = (dueMs + shorterWayMs) % PHASE_STEP_MS;
  return { dueMs, gridMs: dueMs, shiftLeftMs: shorterWayMs - besideStepMs };
}

/** The slot after `slot`, start to start without drift. Slots missed before `nowMs` are dropped, not caught up. */
export function nextSlot(slot: Slot, intervalMs: number, nowMs: number): Slot {
  const limitMs = intervalMs * MAX_SHIFT;
  const shiftMs = Math.max(-limitMs, Math.min(limitMs, slot.shiftLeftMs));
  const gridMs = firstAfter(slot.gridMs + intervalMs + shiftMs, intervalMs, Math.max(nowMs, slot.dueMs));
  return { dueMs: gridMs, gridMs, shiftLeftMs: slot.shiftLeftMs - shiftMs };
}

/**
 * The slot after one that has run, by how the check stands now: to be asked for again when a result changes that. In
 * doubt and while down the slots leave the grid; afterwards they come back to it, at most an interval later.
 */
export function pacedSlot(slot: Slot, paces: Paces, pace: Pace, nowMs: number): Slot {
  const intervalMs = intervalOf(paces, pace);
  if (intervalMs === paces.intervalMs) return nextSlot(slot, intervalMs, nowMs);
  return { ...slot, dueMs: firstAfter(slot.dueMs + intervalMs, intervalMs, nowMs) };
}

/** Start to start, by how the check stands. */
export function intervalOf({ intervalMs, changingIntervalMs, downIntervalMs }: Paces, pace: Pace): number {
  return { steady: intervalMs, changing: changingIntervalMs, down: downIntervalMs }[pace];
}

/** The first of `dueMs`, `dueMs + intervalMs`, … that is after `nowMs`. */
function firstAfter(dueMs: number, intervalMs: number, nowMs: number): number {
  const missed = dueMs > nowMs ? 0 : Math.floor((nowMs - dueMs) / intervalMs) + 1;
  return dueMs + missed * intervalMs;
}

/** FNV-1a, 32 bits: the same names give the same phases on every machine. */
function hashOf(text: string): number {
  const prime = 0x01000193;
  return [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), prime) >>> 0, 0x811c9dc5);
}
