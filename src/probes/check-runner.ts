import { isDeepStrictEqual } from 'node:util';
import type { CheckHealth } from '../health/check-health.ts';
import type { RunRecord } from '../health/outcome.ts';
import type { CheckConfig } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import { atMost } from './at-most.ts';
import { HostTroubles } from './host-troubles.ts';
import { EscapeeWatch } from './script/process/escapees.ts';
import { type CheckListener, CheckLoop } from './check-loop.ts';
import { PROBES_AT_ONCE, RunSlots, runsAtOnce } from './run-slots.ts';
import { probeFor } from './probe-for.ts';

/** A stop ends within this even when a process cannot be ended. */
const STOP_LIMIT_MS = 2000;

interface Entry {
  readonly config: CheckConfig;
  readonly security: Model['scriptSecurity'];
  readonly loop: CheckLoop;
}

/** Runs all checks of a configuration, each on its own grid. Source: checks.md 1.6, 1.9. */
export class CheckRunner {
  readonly #entries = new Map<string, Entry>();
  readonly #scriptSlots = new RunSlots(runsAtOnce());
  readonly #probeSlots = new RunSlots(PROBES_AT_ONCE, PROBES_AT_ONCE);
  readonly #escapees: EscapeeWatch;
  readonly #listener: CheckListener;
  /** By name: when nothing is left of what a reload ended. */
  readonly #gone = new Map<string, Promise<void>>();

  /**
   * @param onResult called at the end of every run that counts, also when nothing changed
   * @param onRemark something the operator should know about a check, once until it changes
   * @param onHealth called when time alone changed a health, or when one that stands without runs is to be renewed
   */
  constructor(
    onResult: (record: RunRecord, health: CheckHealth) => void,
    onRemark: (check: string, text: string) => void = () => {},
    onHealth: (health: CheckHealth) => void = () => {},
  ) {
    const troubles = new HostTroubles();
    this.#listener = {
      result(record, health) {
        onResult(record, health);
        const trouble = troubles.after(record.outcome);
        if (trouble !== undefined) onRemark('all', trouble);
      },
      health: onHealth,
      remark: onRemark,
    };
    this.#escapees = new EscapeeWatch(onRemark);
  }

  /**
   * Runs exactly these checks from now on; also the start. An unchanged check keeps its count, its grid and its running
   * child. A changed one ends its child without a verdict and starts anew; what it said before stands until then.
   */
  reload(checks: readonly CheckConfig[], security: Model['scriptSecurity']): void {
    this.#escapees.start();
    const wanted = new Map(checks.map((config) => [config.name, config]));
    for (const [name, { config, security: before, loop }] of this.#entries) {
      if (before === security && isDeepStrictEqual(wanted.get(name), config)) continue;
      this.#entries.delete(name);
      const earlier = this.#gone.get(name);
      this.#gone.set(
        name,
        loop.stop('reload').then(() => earlier),
      );
    }
    for (const config of checks) if (!this.#entries.has(config.name)) void this.#add(config, security);
  }

  /** Ends all checks. Resolves when no process of theirs is left, at most after 2 s. */
  async stop(): Promise<void> {
    const loops = [...this.#entries.values()].map(({ loop }) => loop.stop('stop'));
    this.#entries.clear();
    this.#escapees.stop();
    await atMost(STOP_LIMIT_MS, Promise.all([...loops, ...this.#gone.values()]));
  }

  async #add(config: CheckConfig, security: Model['scriptSecurity']): Promise<void> {
    const slots = config.probe.kind === 'script' ? this.#scriptSlots : this.#probeSlots;
    const loop = new CheckLoop(config, probeFor(config, security), slots, this.#listener);
    this.#entries.set(config.name, { config, security, loop });
    // Never two runs of one check, also when the old one was changed.
    await this.#gone.get(config.name);
    loop.start();
  }
}
