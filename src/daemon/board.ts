import { type CheckHealth, notHeardOf } from '../health/check-health.ts';
import type { RunRecord } from '../health/outcome.ts';
import type { CheckStatus, StatusReport } from '../http/api.ts';
import type { GroupSnapshot, InstanceSnapshot } from '../ipc/messages.ts';
import type { CheckConfig } from '../model/check.ts';
import { askedOf } from '../model/probe.ts';
import { causeText } from '../vrrp/words.ts';

/** Times: monotonic ms, for the ages. */
interface CheckResult {
  readonly health: CheckHealth;
  readonly saidAtMs: number;
  readonly lastRun: { readonly record: RunRecord; readonly atMs: number } | 'none';
}

/** What main knows of the present: the dataplane's last snapshot and the last result of each check. */
export class Board {
  #instances: readonly InstanceSnapshot[] = [];
  #syncGroups: readonly GroupSnapshot[] = [];
  #lostEvents = 0;
  /** Why nothing newer comes. */
  #lost: string | undefined;
  /** Who waits for the next snapshot. */
  readonly #waiting: (() => void)[] = [];
  readonly #checks = new Map<string, CheckResult>();

  putInstances(instances: readonly InstanceSnapshot[], syncGroups: readonly GroupSnapshot[]): void {
    this.#instances = instances;
    this.#syncGroups = syncGroups;
    this.#lost = undefined;
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Resolves with the next snapshot, or without it after `limitMs`. */
  nextSnapshot(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, limitMs);
      this.#waiting.push(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  }

  /** The dataplane is gone and its VIPs with it: no instance takes part until the next snapshot. */
  dataplaneLost(how: string): void {
    this.#lost = `takes no part: the dataplane ${how}`;
    this.#instances = this.#instances.map((instance) => ({
      ...instance,
      state: 'init',
      failing: 'no',
      master: 'unknown',
    }));
    this.#syncGroups = this.#syncGroups.map((group) => ({ ...group, state: 'init', heldBy: [] }));
  }

  /** Events of the dataplane lost since the last call; a count that went down is that of a new dataplane. */
  newlyLost(lostEvents: number): number {
    const before = lostEvents < this.#lostEvents ? 0 : this.#lostEvents;
    this.#lostEvents = lostEvents;
    return lostEvents - before;
  }

  /** @returns `news` when the check says something else than before; another output alone is none */
  putCheck(health: CheckHealth, record: RunRecord): 'news' | 'same' {
    const before = this.#checks.get(health.check);
    const nowMs = performance.now();
    this.#checks.set(health.check, { health, saidAtMs: nowMs, lastRun: { record, atMs: nowMs } });
    if (before === undefined || before.lastRun === 'none' || saysElse(before.health, health)) return 'news';
    return gistOf(before.lastRun.record) === gistOf(record) ? 'same' : 'news';
  }

  /** What became of a check without a run. @returns `news` when it says something else than before */
  putHealth(health: CheckHealth): 'news' | 'same' {
    const before = this.#checks.get(health.check);
    this.#checks.set(health.check, { health, saidAtMs: performance.now(), lastRun: before?.lastRun ?? 'none' });
    return before === undefined || saysElse(before.health, health) ? 'news' : 'same';
  }

  /** Forgets checks that are no longer configured. */
  keepOnly(checks: readonly CheckConfig[]): void {
    const names = new Set(checks.map((check) => check.name));
    for (const name of this.#checks.keys()) if (!names.has(name)) this.#checks.delete(name);
  }

  instance(name: string): InstanceSnapshot | undefined {
    return this.#instances.find((instance) => instance.name === name);
  }

  /** The last verdict of a check with its age; `undefined` before the first. */
  verdict(check: string): { readonly health: CheckHealth; readonly ageMs: number } | undefined {
    const result = this.#checks.get(check);
    return result === undefined ? undefined : { health: result.health, ageMs: performance.now() - result.saidAtMs };
  }

  instances(): StatusReport['instances'] {
    return this.#instances.map((instance) => ({ ...instance, causeText: this.#lost ?? causeText(instance.cause) }));
  }

  syncGroups(): readonly GroupSnapshot[] {
    return this.#syncGroups;
  }

  checks(configs: readonly CheckConfig[]): readonly CheckStatus[] {
    return configs.map((config) => this.#checkStatus(config));
  }

  #checkStatus({ name, probe, intervalMs, timeoutMs }: CheckConfig): CheckStatus {
    const base = { name, kind: probe.kind, asks: askedOf(probe), intervalMs, timeoutMs };
    const result = this.#checks.get(name);
    const { health, blame, reason, flags } = result?.health ?? notHeardOf(name);
    const told = { ...base, health, blame, reason, flags };
    if (result === undefined || result.lastRun === 'none') return { ...told, lastOutput: '' };
    const { record, atMs } = result.lastRun;
    return { ...told, ageMs: performance.now() - atMs, durationMs: record.durationMs, lastOutput: record.summary };
  }
}

const saysElse = (before: CheckHealth, now: CheckHealth): boolean =>
  before.health !== now.health || before.blame !== now.blame || before.flags.join() !== now.flags.join();

/** How a run ended, without what differs from run to run. */
function gistOf({ outcome }: RunRecord): string {
  switch (outcome.type) {
    case 'exited':
      return `exited ${outcome.code}`;
    case 'signaled':
      return `signaled ${outcome.signal}`;
    case 'spawnFailed':
    case 'refused':
      return `${outcome.type} ${outcome.diagnosis.detail}`;
    case 'probed':
      return `${outcome.result} ${outcome.phase}`;
    default:
      return outcome.type;
  }
}
