import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { CheckHealth } from '../health/check-health.ts';
import { datedPatterns, type NextDate } from '../health/time/cron-dates.ts';
import type { CheckConfig } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import { atMost } from './at-most.ts';
import { CheckKeeper, type CheckListener, type CheckParts } from './check-keeper.ts';
import { loadNextDate } from './times/cron.ts';
import { HostTroubles } from './host-troubles.ts';
import { Hours } from './times/hours.ts';
import { probeFor, startsProcess } from './probe-for.ts';
import { Recoverer } from './recovery/recoverer.ts';
import { RecoveryRuns } from './recovery/recovery-runs.ts';
import { PROBES_AT_ONCE, RunSlots, runsAtOnce } from './run-slots.ts';
import { EscapeeWatch } from './script/process/escapees.ts';
import { CronTimetable, IntervalTimetable } from './times/timetable.ts';

/** A stop ends within this even when a process cannot be ended. */
const STOP_LIMIT_MS = 2000;

interface Entry {
  readonly config: CheckConfig;
  readonly security: Model['scriptSecurity'];
  /** Once the dates of its patterns can be reckoned, and what a reload ended is gone. */
  keeper: CheckKeeper | 'preparing';
  phase: 'wanted' | 'ended';
  /** The check that is down, for whose sake this one is not asked. */
  blockedBy: string | 'nobody';
}

/** Who has asked for a maintenance, in words. */
type Note = string;

/** Runs all checks of a configuration, each at its own times. Source: checks.md 1.6, 1.9, 3.8. */
export class CheckRunner {
  readonly #entries = new Map<string, Entry>();
  readonly #scriptSlots = new RunSlots(runsAtOnce());
  readonly #probeSlots = new RunSlots(PROBES_AT_ONCE, PROBES_AT_ONCE);
  readonly #recoveries = new RecoveryRuns();
  readonly #escapees: EscapeeWatch;
  readonly #listener: CheckListener;
  readonly #maintained = new Map<string, Note>();
  /** By name: when nothing is left of what a reload ended. */
  readonly #gone = new Map<string, Promise<void>>();
  #nextDate: Promise<NextDate> | undefined;
  /** Checks that others need. */
  #needed: ReadonlySet<string> = new Set();

  /** A remark about `all` is one about this host. */
  constructor(listener: CheckListener) {
    const troubles = new HostTroubles();
    this.#listener = {
      ...listener,
      result: (record, health) => {
        listener.result(record, health);
        const trouble = troubles.after(record.outcome);
        if (trouble !== undefined) listener.remark('all', trouble);
        this.#onChange(health.check);
      },
      health: (health) => {
        listener.health(health);
        this.#onChange(health.check);
      },
    };
    this.#escapees = new EscapeeWatch((check, text) => listener.remark(check, text));
  }

  /**
   * Runs exactly these checks from now on; also the start. An unchanged check keeps its state, its times and its
   * running child. A changed one ends its child without a verdict and starts anew; what it said before stands until
   * then.
   */
  reload(checks: readonly CheckConfig[], security: Model['scriptSecurity']): void {
    this.#escapees.start();
    const wanted = new Map(checks.map((config) => [config.name, config]));
    this.#needed = new Set(checks.flatMap(({ needs }) => needs));
    for (const [name, entry] of this.#entries) {
      if (entry.security === security && isDeepStrictEqual(wanted.get(name), entry.config)) continue;
      this.#entries.delete(name);
      const earlier = this.#gone.get(name);
      this.#gone.set(
        name,
        stop(entry, 'reload').then(() => earlier),
      );
    }
    for (const config of checks) if (!this.#entries.has(config.name)) void this.#add(config, security);
  }

  /** Begins or ends the maintenance of a check, now or as soon as it is configured. */
  maintain(check: string, note: Note | 'over'): void {
    const keeper = this.#entries.get(check)?.keeper;
    if (note === 'over') this.#maintained.delete(check);
    else this.#maintained.set(check, note);
    if (keeper === undefined || keeper === 'preparing') return;
    if (note === 'over') keeper.resume('maintenance');
    else keeper.pause('maintenance', note);
  }

  /** What a check would count as if nothing but its runs counted; `none`: it does not run. */
  healthByRuns(check: string): CheckHealth | 'none' {
    const keeper = this.#entries.get(check)?.keeper;
    return keeper === undefined || keeper === 'preparing' ? 'none' : keeper.healthByRuns;
  }

  /** Ends all checks. Resolves when no process of theirs is left, at most after 2 s. */
  async stop(): Promise<void> {
    const stopped = [...this.#entries.values()].map((entry) => stop(entry, 'stop'));
    this.#entries.clear();
    this.#escapees.stop();
    await atMost(STOP_LIMIT_MS, Promise.all([...stopped, ...this.#gone.values(), this.#recoveries.stop()]));
  }

  async #add(config: CheckConfig, security: Model['scriptSecurity']): Promise<void> {
    const { name } = config;
    const entry: Entry = { config, security, keeper: 'preparing', phase: 'wanted', blockedBy: 'nobody' };
    this.#entries.set(name, entry);
    // Never two runs of one check, also when the old one was changed.
    await this.#gone.get(name);
    const next = datedPatterns(config).length > 0 ? await (this.#nextDate ??= loadNextDate()) : NO_DATES;
    if (isEnded(entry)) return;
    const keeper = new CheckKeeper(config, this.#partsOf(config, security, next), this.#listener);
    entry.keeper = keeper;
    const note = this.#maintained.get(name);
    if (note !== undefined) keeper.pause('maintenance', note);
    this.#block(entry, keeper);
    keeper.start();
  }

  #partsOf(config: CheckConfig, security: Model['scriptSecurity'], next: NextDate): CheckParts {
    const { schedule, windows, initialDelayMs, recover } = config;
    const shared = { runs: this.#recoveries, security };
    return {
      probe: probeFor(config, security),
      slots: startsProcess(config.probe) ? this.#scriptSlots : this.#probeSlots,
      timetable: (nowMs) =>
        schedule === 'interval'
          ? new IntervalTimetable(config, hostname(), nowMs)
          : new CronTimetable(schedule, initialDelayMs, nowMs, next),
      hours: (onEdge) => (windows === 'always' ? 'always' : new Hours(windows, next, onEdge)),
      recoverer: (listener) => (recover === 'none' ? 'none' : new Recoverer(config, recover, shared, listener)),
    };
  }

  /** What a check is now may keep others from being asked, or let them be asked again. */
  #onChange(check: string): void {
    if (!this.#needed.has(check)) return;
    for (const entry of this.#entries.values()) {
      if (entry.keeper !== 'preparing' && entry.config.needs.includes(check)) this.#block(entry, entry.keeper);
    }
  }

  #block(entry: Entry, keeper: CheckKeeper): void {
    const root = this.#rootOf(entry.config.needs);
    if (root === entry.blockedBy) return;
    entry.blockedBy = root;
    if (root === 'nobody') keeper.resume('blocked');
    else keeper.pause('blocked', root);
  }

  /** The check at the root of it: one that is not asked itself names whom it waits for. */
  #rootOf(needs: readonly string[]): Entry['blockedBy'] {
    for (const name of needs) {
      const entry = this.#entries.get(name);
      if (entry === undefined || entry.keeper === 'preparing') continue;
      if (entry.keeper.health.health === 'down') return entry.blockedBy === 'nobody' ? name : entry.blockedBy;
    }
    return 'nobody';
  }
}

/** A check without patterns has no dates. */
const NO_DATES: NextDate = () => undefined;

function stop(entry: Entry, by: 'stop' | 'reload'): Promise<void> {
  entry.phase = 'ended';
  return entry.keeper === 'preparing' ? Promise.resolve() : entry.keeper.stop(by);
}

/** A function, because the compiler cannot know that awaiting lets `stop` run. */
const isEnded = ({ phase }: Entry): boolean => phase === 'ended';
