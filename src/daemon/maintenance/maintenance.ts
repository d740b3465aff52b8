import { join } from 'node:path';
import {
  advance,
  begin,
  end,
  entryOf,
  type Ledger,
  type LedgerStep,
  type Maintenance,
  type MaintenanceEvent,
  type MaintenanceRequest,
  nextDueMs,
  reopened,
  type Target,
} from '../../health/time/maintenance.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { atMost } from '../../probes/at-most.ts';
import { LedgerFile } from './ledger-file.ts';
import { HostWallClock, type WallClock, waitFor } from './wall-alarm.ts';

const CLOSE_LIMIT_MS = 500;

export interface MaintenanceListener {
  /** Something began, was replaced, is about to end or has ended; `entryOf` already says what is in force now. */
  event(event: MaintenanceEvent): void;
  /** The state folder does not take or give the list. All else goes on. */
  trouble(text: string): void;
}

/** What was asked for is in force; `kept`: on the disk too, or in words why it would not outlive the daemon. */
export interface InForce {
  readonly events: readonly MaintenanceEvent[];
  readonly kept: Result<void, string>;
}

/**
 * Which checks are in maintenance, and whether this node is: kept in the state folder over a restart, ended by the clock
 * on the wall. Source: checks.md 3.9.
 */
export class MaintenanceBook {
  readonly #file: LedgerFile;
  readonly #listener: MaintenanceListener;
  readonly #clock: WallClock;
  #ledger: Ledger = [];
  #phase: 'open' | 'closed' = 'open';

  constructor(stateDir: string, listener: MaintenanceListener, clock: WallClock = new HostWallClock()) {
    this.#file = new LedgerFile(join(stateDir, 'maintenance.json'));
    this.#listener = listener;
    this.#clock = clock;
  }

  /**
   * Takes over what was in force before a restart; to be awaited before anything is decided. What has ended meanwhile
   * is dropped.
   * @returns what was dropped
   */
  async open(): Promise<Ledger> {
    const read = await this.#file.read();
    if (!read.ok) {
      this.#listener.trouble(
        `${read.error}; maintenance from before the start is not known: say it again if it is to go on`,
      );
      return [];
    }
    const { ledger, over } = reopened(read.value, this.#clock.nowMs());
    this.#ledger = ledger;
    if (over.length > 0) await this.#keep();
    this.#onTime();
    return over;
  }

  /** Puts a target into maintenance from now on. */
  begin(request: MaintenanceRequest): Promise<Result<InForce, string>> {
    return this.#change((ledger, nowMs) => begin(ledger, request, nowMs));
  }

  /** Ends a maintenance before its time. */
  end(target: Target): Promise<Result<InForce, string>> {
    return this.#change((ledger, nowMs) => end(ledger, target, nowMs));
  }

  /** What is in force for a target now. */
  entryOf(target: Target): Maintenance | undefined {
    return entryOf(this.#ledger, target, this.#clock.nowMs());
  }

  /** All that is in force, or will be. */
  list(): Ledger {
    const nowMs = this.#clock.nowMs();
    return this.#ledger.filter(({ untilMs }) => untilMs > nowMs);
  }

  /** No more events. What is in force stays in the file; a write that is under way is waited for, half a second at most. */
  async close(): Promise<void> {
    this.#phase = 'closed';
    this.#clock.wakeIn(Infinity, () => {});
    await atMost(CLOSE_LIMIT_MS, this.#file.settled());
  }

  async #change(
    change: (ledger: Ledger, nowMs: number) => Result<LedgerStep, string>,
  ): Promise<Result<InForce, string>> {
    if (this.#phase === 'closed') return err('vipward is stopping; ask again when it runs');
    const step = change(this.#ledger, this.#clock.nowMs());
    if (!step.ok) return step;
    this.#take(step.value);
    return ok({ events: step.value.events, kept: await this.#keep() });
  }

  #onTime(): void {
    if (this.#phase === 'closed') return;
    const step = advance(this.#ledger, this.#clock.nowMs());
    this.#take(step);
    if (step.events.length > 0) void this.#keep();
  }

  #take({ ledger, events }: LedgerStep): void {
    this.#ledger = ledger;
    this.#clock.wakeIn(waitFor(nextDueMs(ledger), this.#clock.nowMs()), () => this.#onTime());
    for (const event of events) this.#listener.event(event);
  }

  async #keep(): Promise<InForce['kept']> {
    const written = await this.#file.write(this.#ledger);
    if (written.ok) return written;
    const text = `${written.error}; maintenance is in force all the same, but would not outlive a restart`;
    this.#listener.trouble(text);
    return err(text);
  }
}
