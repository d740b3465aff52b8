/** A check's next slot on its grid. Times: ms of one monotonic clock. */
export interface Slot {
  readonly dueMs: number;
  /** How far the grid still has to move to reach the check's own phase. */
  readonly shiftLeftMs: number;
}

/** Checks that are due in one moment are cheaper than many wake-ups: phases lie on this grid of the clock. */
const PHASE_STEP_MS = 10;

/** Largest part of an interval by which a slot may move towards the check's phase. */
const MAX_SHIFT = 0.1;

/**
 * First slot: at once, because tracked checks hold back the start. `name` and `node` give the phase that later slots
 * move to, so that checks of a host, and nodes that share a backend, do not all run in the same moment.
 * Source: checks.md 1.6.
 */
export function firstSlot(name: string, node: string, intervalMs: number, nowMs: number): Slot {
  const offsetMs = hashOf(`${node}/${name}`) % intervalMs;
  const shorterWayMs = offsetMs > intervalMs / 2 ? offsetMs - intervalMs : offsetMs;
  const besideStepMs = (nowMs + shorterWayMs) % PHASE_STEP_MS;
  return { dueMs: nowMs, shiftLeftMs: shorterWayMs - besideStepMs };
}

/** The slot after `slot`, start to start without drift. Slots missed before `nowMs` are dropped, not caught up. */
export function nextSlot(slot: Slot, intervalMs: number, nowMs: number): Slot {
  const limitMs = intervalMs * MAX_SHIFT;
  const shiftMs = Math.max(-limitMs, Math.min(limitMs, slot.shiftLeftMs));
  const dueMs = slot.dueMs + intervalMs + shiftMs;
  const missed = dueMs > nowMs ? 0 : Math.floor((nowMs - dueMs) / intervalMs) + 1;
  return { dueMs: dueMs + missed * intervalMs, shiftLeftMs: slot.shiftLeftMs - shiftMs };
}

/** FNV-1a, 32 bits: the same names give the same phases on every machine. */
function hashOf(text: string): number {
  const prime = 0x01000193;
  return [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), prime) >>> 0, 0x811c9dc5);
}
