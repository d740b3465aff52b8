import type { CheckHappening, Entry } from './entry.ts';
import { LAST_PAUSE_MS } from './thinning.ts';

/** What a check did in a span of time. */
export interface CheckSummary {
  readonly check: string;
  readonly now: 'up' | 'warn' | 'down' | 'unknown';
  /** Times that it was down, those that began before the span among them. */
  readonly failures: number;
  readonly failedRuns: number;
  readonly downMs: number;
  readonly longestMs: number;
  readonly lastReason: string;
  /** Epoch ms: when it last went down, or the start of the span when that was before; absent when it was not down. */
  readonly lastDownAtMs?: number;
}

/** How far before its span a summary has to read. */
export const SUMMARY_REACH_MS = LAST_PAUSE_MS + 60_000;

/** Names that {@link summarize} needs to see, as prefixes. */
export const SUMMARY_EVENTS = ['check.', 'daemon.', 'config.reloaded'] as const;

interface Tally {
  now: CheckSummary['now'];
  downSinceMs: number | undefined;
  downs: { readonly fromMs: number; readonly toMs: number }[];
  failedRuns: number;
  reason: string;
}

/**
 * How often and how long each check was down between two times, worst first. What a check was while no daemon ran is
 * not known: a time down ends with the daemon, for one that was killed with its last entry.
 * @param entries in order, from `SUMMARY_REACH_MS` before `fromMs` on: so also a check that has been down since long
 *   before has an entry among them, which says so
 */
export function summarize(entries: readonly Entry[], fromMs: number, nowMs: number): readonly CheckSummary[] {
  const tallies = new Map<string, Tally>();
  let aliveAtMs = 0;
  for (const entry of entries) {
    take(tallies, entry, { fromMs, aliveAtMs });
    aliveAtMs = entry.time;
  }
  return [...tallies]
    .map(([check, tally]) => summaryOf(check, tally, fromMs, nowMs))
    .filter(({ failures, failedRuns, now }) => failures > 0 || failedRuns > 0 || now !== 'unknown')
    .toSorted((a, b) => b.downMs - a.downMs || a.check.localeCompare(b.check));
}

function take(
  tallies: Map<string, Tally>,
  entry: Entry,
  { fromMs, aliveAtMs }: { readonly fromMs: number; readonly aliveAtMs: number },
): void {
  switch (entry.event) {
    case 'check.verdict':
    case 'check.stillDown': {
      const tally = tallies.get(entry.check) ?? newTally(wasDown(entry) ? fromMs : undefined);
      tallies.set(entry.check, tally);
      if (entry.time >= fromMs) tally.failedRuns += entry.failedRuns ?? 0;
      if (entry.blame !== 'none') tally.reason = entry.reason;
      const health = entry.event === 'check.verdict' ? entry.health : 'down';
      if (health === 'down') tally.downSinceMs ??= entry.time;
      else endDown(tally, entry.time);
      tally.now = health;
      return;
    }
    case 'daemon.started':
    case 'daemon.stopped':
      for (const tally of tallies.values()) forget(tally, entry.event === 'daemon.stopped' ? entry.time : aliveAtMs);
      return;
    case 'config.reloaded':
      for (const [check, tally] of tallies) {
        if (entry.changes.includes(`check ${check} removed`)) forget(tally, entry.time);
      }
      return;
    default:
  }
}

const wasDown = (entry: CheckHappening): boolean => entry.event === 'check.stillDown' || entry.before === 'down';

const newTally = (downSinceMs: number | undefined): Tally => ({
  now: 'unknown',
  downSinceMs,
  downs: [],
  failedRuns: 0,
  reason: '',
});

function endDown(tally: Tally, atMs: number): void {
  if (tally.downSinceMs !== undefined) tally.downs.push({ fromMs: tally.downSinceMs, toMs: atMs });
  tally.downSinceMs = undefined;
}

function forget(tally: Tally, atMs: number): void {
  endDown(tally, atMs);
  tally.now = 'unknown';
}

function summaryOf(check: string, tally: Tally, fromMs: number, nowMs: number): CheckSummary {
  const { now, failedRuns, downSinceMs } = tally;
  const all = downSinceMs === undefined ? tally.downs : [...tally.downs, { fromMs: downSinceMs, toMs: nowMs }];
  const downs = all.filter((down) => down.toMs >= fromMs);
  const lengths = downs.map((down) => down.toMs - Math.max(fromMs, down.fromMs));
  const last = downs.at(-1);
  return {
    check,
    now,
    failures: downs.length,
    failedRuns,
    downMs: lengths.reduce((sum, ms) => sum + ms, 0),
    longestMs: lengths.reduce((longest, ms) => Math.max(longest, ms), 0),
    lastReason: downs.length > 0 || failedRuns > 0 ? tally.reason : '',
    ...(last === undefined ? {} : { lastDownAtMs: Math.max(fromMs, last.fromMs) }),
  };
}
