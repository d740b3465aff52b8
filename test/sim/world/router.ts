import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { VrrpState } from '../../../src/vrrp/state.ts';
import { instanceConfig } from '../../support/configs.ts';
import { SimulatedCheck } from './check.ts';
import type { SimulatedHost } from './host.ts';
import type { SimulatedLan } from './lan.ts';

export const VIP = '10.9.0.100';
export const CHECK = 'nginx';
export const LONG_MS = 1e12;
const EXPIRY_GRACE_US = 1000;

/** What a node is to do: the fields of its instance that matter. */
export type NodeConfig = Partial<InstanceConfig>;

/** Results in a row after which a check counts as good or bad. */
export interface Thresholds {
  readonly rise: number;
  readonly fall: number;
}

/** One host with a virtual router, whoever's program it is: its power, link, checks and configuration. */
export abstract class SimulatedRouter {
  readonly host: SimulatedHost;
  power: 'on' | 'off' = 'off';
  link: 'up' | 'down' = 'up';
  config: InstanceConfig;
  maintenance: string | 'none' = 'none';
  protected readonly time: SimulatedLan['time'];
  protected readonly checks = new Map<string, SimulatedCheck>();
  readonly #thresholds: Thresholds;
  /** By check, in the host's time: when what was said of it no longer holds. */
  readonly #heldUntilUs = new Map<string, number>();

  constructor(lan: SimulatedLan, address: string, config: NodeConfig, thresholds: Thresholds) {
    this.host = lan.host(address);
    this.time = lan.time;
    this.#thresholds = thresholds;
    this.config = SimulatedRouter.configOf(config);
    for (const { name } of this.config.trackedChecks) this.checkOf(name).run('good', 0);
  }

  /** With a check of weight 0 unless the configuration says otherwise. */
  static configOf(config: NodeConfig): InstanceConfig {
    const trackedChecks = [{ name: CHECK, weight: 0, warnWeight: 'weight', reverse: 'normal' }] as const;
    return instanceConfig({ trackedChecks, ...config });
  }

  abstract get state(): VrrpState;
  abstract start(): void;
  /** Its power fails. */
  abstract crash(): void;
  /** An orderly stop of the program. */
  abstract stop(): void;
  abstract reload(config: NodeConfig): void;
  abstract setMaintenance(note: string | 'none'): void;
  /** Whoever runs the checks says nothing any more: what was said last holds for this long. */
  abstract muteChecks(validForMs: number): void;
  protected abstract checkRan(name: string): void;

  /** Runs of a check that end in one way, one after the other. */
  runCheck(name: string, end: 'good' | 'bad', runs: number): void {
    for (let run = 0; run < runs; run++) this.checkOf(name).run(end, this.nowMs());
    this.checkRan(name);
  }

  /** So many runs that it counts. */
  setCheck(health: 'up' | 'down'): void {
    const { rise, fall } = this.#thresholds;
    this.runCheck(CHECK, health === 'up' ? 'good' : 'bad', Math.max(rise, fall));
  }

  /** What the runs of a check make of it. */
  healthOf(name: string): 'unknown' | 'up' | 'warn' | 'down' {
    return this.checkOf(name).health.health;
  }

  /** What the program has been told of a check, and still holds. */
  isToldUp(name: string): boolean {
    // A program that stands still notices no end.
    return this.healthOf(name) === 'up' && (this.host.asleep || this.host.clock.nowUs() < this.#heldUntil(name));
  }

  /** Whether something it was told ends in this moment. */
  isAboutToExpire(): boolean {
    const nowUs = this.host.clock.nowUs();
    return [...this.checks.keys()].some((name) => Math.abs(this.#heldUntil(name) - nowUs) <= EXPIRY_GRACE_US);
  }

  protected hold(name: string, forMs: number): void {
    this.#heldUntilUs.set(name, this.host.clock.nowUs() + forMs * 1000);
  }

  #heldUntil(name: string): number {
    return this.#heldUntilUs.get(name) ?? Infinity;
  }

  get check(): 'up' | 'down' {
    return this.healthOf(CHECK) === 'up' ? 'up' : 'down';
  }

  setLink(state: 'up' | 'down'): void {
    this.link = state;
    this.host.setLink(state === 'up' ? 'yes' : 'no');
  }

  holds(): boolean {
    return this.power === 'on' && this.host.holds(VIP);
  }

  protected checkOf(name: string): SimulatedCheck {
    const check = this.checks.get(name) ?? new SimulatedCheck(name, this.#thresholds);
    this.checks.set(name, check);
    return check;
  }

  protected nowMs(): number {
    return Math.floor(this.time.nowUs / 1000);
  }
}
