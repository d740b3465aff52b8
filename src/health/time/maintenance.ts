import { err, ok, type Result } from '../../model/result.ts';

/** What is taken out of the decision: this node, or one check. */
export type Target = { readonly type: 'node' } | { readonly type: 'check'; readonly name: string };

/** A maintenance with its end. Times: epoch ms, because people say them by the clock and they outlive a restart. */
export interface Maintenance {
  readonly target: Target;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Why, for whoever sees it at night. */
  readonly note: string;
  /** What has been said of it: each thing once, also over a restart or a clock that is set back. */
  readonly said: 'nothing' | 'begin' | 'ending';
}

/** All maintenances, at most one for a target. */
export type Ledger = readonly Maintenance[];

/** What there is to announce. */
export type MaintenanceEvent =
  | { readonly type: 'begin'; readonly entry: Maintenance }
  /** A second `on` for the same target: its end and note count, whether earlier or later. */
  | { readonly type: 'replaced'; readonly entry: Maintenance; readonly before: Maintenance }
  /** In a minute, or sooner where the whole maintenance is shorter. */
  | { readonly type: 'ending'; readonly entry: Maintenance }
  | { readonly type: 'end'; readonly entry: Maintenance; readonly by: 'time' | 'off' };

export interface LedgerStep {
  readonly ledger: Ledger;
  readonly events: readonly MaintenanceEvent[];
}

export interface MaintenanceRequest {
  readonly target: Target;
  readonly lengthMs: number;
  readonly note: string;
}

const DAY_MS = 24 * 3_600_000;
export const LONGEST_MAINTENANCE_MS = 7 * DAY_MS;
const LONGEST_NOTE = 200;
const ENDING_MS = 60_000;

export const NODE: Target = { type: 'node' };

export const targetText = (target: Target): string => (target.type === 'node' ? 'this node' : `check ${target.name}`);

/**
 * Begins a maintenance now. A second one for the same target replaces the first, which is said.
 * @returns in words why not
 */
export function begin(ledger: Ledger, request: MaintenanceRequest, nowMs: number): Result<LedgerStep, string> {
  const { target, lengthMs } = request;
  const note = plainText(request.note);
  if (!(lengthMs > 0)) return err('say how long, such as --for 30m; maintenance always has an end');
  if (lengthMs > LONGEST_MAINTENANCE_MS) {
    return err(
      `at most 7 days are possible, ${Math.ceil(lengthMs / DAY_MS)} were asked for; what is to stay off belongs out of the configuration`,
    );
  }
  if (note === '') return err('say why with --note; whoever sees this at night wants to know');
  const { ledger: known, events } = advance(ledger, nowMs);
  const before = entryOf(known, target, nowMs);
  const entry: Maintenance = { target, fromMs: nowMs, untilMs: nowMs + lengthMs, note, said: 'begin' };
  const event: MaintenanceEvent = before === undefined ? { type: 'begin', entry } : { type: 'replaced', entry, before };
  return ok({ ledger: [...without(known, target), entry], events: [...events, event] });
}

/**
 * Ends a maintenance before its time.
 * @returns in words that there is none, and which there are
 */
export function end(ledger: Ledger, target: Target, nowMs: number): Result<LedgerStep, string> {
  const { ledger: known, events } = advance(ledger, nowMs);
  const entry = entryOf(known, target, nowMs);
  if (entry === undefined) {
    const others = known.map((one) => targetText(one.target)).join(', ');
    return err(
      `${targetText(target)} is not in maintenance; ${others === '' ? 'nothing is' : `in maintenance: ${others}`}`,
    );
  }
  return ok({ ledger: without(known, target), events: [...events, { type: 'end', entry, by: 'off' }] });
}

/** What is in force for a target; the end itself is no longer in it. */
export const entryOf = (ledger: Ledger, target: Target, nowMs: number): Maintenance | undefined =>
  ledger.find((entry) => sameTarget(entry.target, target) && isInForce(entry, nowMs));

/** Takes the time in: what is to be announced by now, and without what is over. */
export function advance(ledger: Ledger, nowMs: number): LedgerStep {
  const steps = ledger.map((entry) => advanceOne(entry, nowMs));
  return { ledger: steps.flatMap((step) => step.ledger), events: steps.flatMap((step) => step.events) };
}

/** The next instant at which `advance` has something to say; `Infinity`: never. */
export const nextDueMs = (ledger: Ledger): number => Math.min(...ledger.map(dueMs));

/** What was kept over a stop of the daemon: entries that ended meanwhile are dropped without a word to the tracker. */
export function reopened(ledger: Ledger, nowMs: number): { readonly ledger: Ledger; readonly over: Ledger } {
  return {
    ledger: ledger.filter(({ untilMs }) => untilMs > nowMs),
    over: ledger.filter(({ untilMs }) => untilMs <= nowMs),
  };
}

function advanceOne(entry: Maintenance, nowMs: number): LedgerStep {
  const events: MaintenanceEvent[] = [];
  let { said } = entry;
  if (said === 'nothing' && nowMs >= entry.fromMs) {
    events.push({ type: 'begin', entry });
    said = 'begin';
  }
  if (nowMs >= entry.untilMs) return { ledger: [], events: [...events, { type: 'end', entry, by: 'time' }] };
  if (said === 'begin' && nowMs >= entry.untilMs - ENDING_MS) {
    events.push({ type: 'ending', entry });
    said = 'ending';
  }
  return { ledger: [{ ...entry, said }], events };
}

/** What has begun stays until its end, also when the clock is set back before its begin. */
const isInForce = ({ said, fromMs, untilMs }: Maintenance, nowMs: number): boolean =>
  (said !== 'nothing' || nowMs >= fromMs) && nowMs < untilMs;

function dueMs({ said, fromMs, untilMs }: Maintenance): number {
  if (said === 'nothing') return fromMs;
  return said === 'begin' ? untilMs - ENDING_MS : untilMs;
}

export const sameTarget = (a: Target, b: Target): boolean =>
  a.type === 'node' ? b.type === 'node' : b.type === 'check' && a.name === b.name;

const without = (ledger: Ledger, target: Target): Ledger => ledger.filter((entry) => !sameTarget(entry.target, target));

/** One line without control characters, because it goes into logs and terminals. */
const plainText = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NOTE);
