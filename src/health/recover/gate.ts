/** Recovery runs of a host: one at a time, and not too many. Times: ms of one monotonic clock. Source: checks.md 6.3. */
export interface RecoverGate {
  /** Check whose run is going on. */
  readonly running: string | 'nobody';
  /** Begins of the last hour. */
  readonly startedAtMs: readonly number[];
}

/** By default; 0 would switch recovery off. */
export const RUNS_AN_HOUR = 6;
const HOUR_MS = 3_600_000;
/** How long the end of another check's run takes is not known. */
const LOOK_AGAIN_MS = 1000;

export const OPEN_GATE: RecoverGate = { running: 'nobody', startedAtMs: [] };

export type Passage =
  | { readonly passage: 'granted'; readonly gate: RecoverGate }
  | { readonly passage: 'denied'; readonly againAtMs: number; readonly reason: string };

/** Asks for a run of a check. Granted, it counts as begun. */
export function askGate(gate: RecoverGate, check: string, nowMs: number, runsAnHour = RUNS_AN_HOUR): Passage {
  if (gate.running !== 'nobody') {
    return { passage: 'denied', againAtMs: nowMs + LOOK_AGAIN_MS, reason: `${gate.running} is being recovered` };
  }
  const startedAtMs = gate.startedAtMs.filter((startMs) => nowMs - startMs < HOUR_MS);
  const [oldestMs = nowMs] = startedAtMs.slice(-runsAnHour);
  if (startedAtMs.length >= runsAnHour) {
    const reason = `this host has had ${startedAtMs.length} recovery runs within an hour`;
    return { passage: 'denied', againAtMs: oldestMs + HOUR_MS, reason };
  }
  return { passage: 'granted', gate: { running: check, startedAtMs: [...startedAtMs, nowMs] } };
}

/** The run that was granted has ended. */
export const leaveGate = (gate: RecoverGate): RecoverGate => ({ ...gate, running: 'nobody' });
