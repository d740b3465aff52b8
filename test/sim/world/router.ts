import type { InstanceConfig } from '../../../src/model/instance.ts';
import { instanceConfig } from '../../support/configs.ts';
import { numberOf, ownAddressesOf } from './addressing.ts';
import { SimulatedCheck } from './check.ts';
import type { Device, SimulatedHost } from './host.ts';
import { SimulatedInstance } from './instance.ts';
import type { SimulatedLan } from './lan.ts';

export const CHECK = 'nginx';
export const LONG_MS = 1e12;
const EXPIRY_GRACE_US = 1000;

/** What a node is to do: the fields of an instance that matter. */
export type NodeConfig = Partial<InstanceConfig>;

/** What a host is made of. `rise`, `fall`: results in a row after which a check counts as good or bad. */
export interface RouterSetup {
  readonly instances: readonly NodeConfig[];
  /** `together`: all its instances are one sync group. */
  readonly grouping: 'alone' | 'together';
  readonly rise: number;
  readonly fall: number;
}

/** One host with its virtual routers, whoever's program it is: its power, links, checks and configuration. */
export abstract class SimulatedRouter {
  readonly host: SimulatedHost;
  readonly instances: readonly SimulatedInstance[];
  readonly grouping: RouterSetup['grouping'];
  power: 'on' | 'off' = 'off';
  maintenance: string | 'none' = 'none';
  protected readonly time: SimulatedLan['time'];
  protected readonly checks = new Map<string, SimulatedCheck>();
  readonly #setup: RouterSetup;
  readonly #links = new Map<Device, 'up' | 'down'>();
  /** By check, in the host's time: when what was said of it no longer holds. */
  readonly #heldUntilUs = new Map<string, number>();

  constructor(lan: SimulatedLan, address: string, setup: RouterSetup) {
    this.host = lan.host(address, ownAddressesOf(numberOf(address)));
    this.time = lan.time;
    this.grouping = setup.grouping;
    this.#setup = setup;
    this.instances = setup.instances.map((config) => new SimulatedInstance(this, SimulatedRouter.configOf(config)));
    const names = this.instances.flatMap(({ config }) => config.trackedChecks.map(({ name }) => name));
    for (const name of new Set(names)) this.checkOf(name).run('good', 0);
  }

  /** With a check of weight 0 unless the configuration says otherwise. */
  static configOf(config: NodeConfig): InstanceConfig {
    const trackedChecks = [{ name: CHECK, weight: 0, warnWeight: 'weight', reverse: 'normal' }] as const;
    return instanceConfig({ trackedChecks, ...config });
  }

  abstract start(): void;
  /** Its power fails. */
  abstract crash(): void;
  /** An orderly stop of the program. */
  abstract stop(): void;
  /** One configuration for each instance. */
  abstract reload(configs: readonly NodeConfig[]): void;
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
    const { rise, fall } = this.#setup;
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
    for (const name of this.checks.keys()) if (Math.abs(this.#heldUntil(name) - nowUs) <= EXPIRY_GRACE_US) return true;
    return false;
  }

  linkOf(device: Device): 'up' | 'down' {
    return this.#links.get(device) ?? 'up';
  }

  setLink(state: 'up' | 'down', device: Device = 'eth0'): void {
    this.#links.set(device, state);
    this.host.setLink(state === 'up' ? 'yes' : 'no', device);
  }

  protected adopt(configs: readonly NodeConfig[]): void {
    for (const [at, instance] of this.instances.entries()) {
      const config = configs[at];
      if (config !== undefined) instance.config = SimulatedRouter.configOf(config);
    }
  }

  protected hold(name: string, forMs: number): void {
    this.#heldUntilUs.set(name, this.host.clock.nowUs() + forMs * 1000);
  }

  #heldUntil(name: string): number {
    return this.#heldUntilUs.get(name) ?? Infinity;
  }

  protected checkOf(name: string): SimulatedCheck {
    const check = this.checks.get(name) ?? new SimulatedCheck(name, this.#setup);
    this.checks.set(name, check);
    return check;
  }

  protected nowMs(): number {
    return Math.floor(this.time.nowUs / 1000);
  }
}
