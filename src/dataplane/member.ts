import type { Fault, Tracking } from '../health/tracking.ts';
import type { InstanceSnapshot } from '../ipc/messages.ts';
import type { IpAddress } from '../model/address.ts';
import type { CarriedItem } from '../model/host/item.ts';
import type { InstanceConfig, Vip } from '../model/instance.ts';
import { faultsOf, priorityInForce, waitsFor } from '../vrrp/rules/standing.ts';
import type { ChecksumForm } from '../vrrp/refusal.ts';
import type { Cause, Instance } from '../vrrp/state.ts';

/** Names of the counters that are always shown; refusals add their own (`rx_…`, vrrp.md 2). */
const ALWAYS_SHOWN = [
  'adverts_sent',
  'adverts_received',
  'priority_zero_sent',
  'priority_zero_received',
  'become_master',
  'release_master',
  'tx_error',
];

const REPEAT_AFTER_US = 60_000_000;
const SAYINGS_LIMIT = 64;

/** How long a sender of refused adverts is worth a line in `status`. */
const REFUSED_RECENTLY_US = 10_000_000;
const REFUSED_LIMIT = 16;

/** Something that may become possible with whatever interface changes. */
export const ANY_DEVICE = '*';

/** One instance with what the protocol core does not need: counters, and which addresses we have installed. */
export class Member {
  instance: Instance;
  cause: Cause = { kind: 'started' };
  sinceMs: number;
  /** VIPs that are on the host because of this instance, by {@link installedKey}; else who removes them is not us. */
  readonly installed = new Map<string, Vip>();
  /** By key: tracked routes and rules that came with them and are missed when they go. */
  readonly carried = new Map<string, CarriedItem>();
  /**
   * By device, or `ANY_DEVICE`: why a VIP, a route or a rule could not be set. A fault until that interface changes or the
   * configuration does.
   */
  readonly installFaults = new Map<string, string>();
  /** The form of checksum of the last advert accepted; adverts leave in it where `v3_checksum` is `auto`. */
  checksumHeard: ChecksumForm = 'pseudo';
  /** Why adverts cannot be heard. A fault: whoever is deaf takes every peer for dead. */
  deaf: string | undefined;
  /** Addresses that adverts would leave from, had the kernel not found another host that has them (IPv6). */
  duplicates: readonly IpAddress[] = [];
  /** What was said last, until the state changes: {@link isNews}. */
  readonly #saidAtUs = new Map<string, number>();
  readonly #refused = new Map<IpAddress, { readonly text: string; readonly count: number; readonly atUs: number }>();
  readonly #counters = new Map<string, number>(ALWAYS_SHOWN.map((name) => [name, 0]));

  constructor(instance: Instance, nowMs: number) {
    this.instance = instance;
    this.sinceMs = nowMs;
  }

  get config(): InstanceConfig {
    return this.instance.config;
  }

  count(counter: string): void {
    this.#counters.set(counter, (this.#counters.get(counter) ?? 0) + 1);
  }

  /** Takes routes and rules off what came with the addresses, and tells the first that was. */
  loseCarried(gone: ReadonlySet<CarriedItem>): CarriedItem | undefined {
    const lost = [...this.carried].filter(([, item]) => gone.has(item));
    for (const [key] of lost) this.carried.delete(key);
    return lost[0]?.[1];
  }

  /** Takes addresses off what is installed that others have removed, and tells which of them were. */
  lose(gone: ReadonlySet<Vip>): readonly Vip[] {
    const lost = [...this.installed].filter(([, vip]) => gone.has(vip));
    for (const [key] of lost) this.installed.delete(key);
    return lost.map(([, vip]) => vip);
  }

  /** What stands in the way of serving, beside what is tracked. */
  get faults(): readonly Fault[] {
    if (this.installFaults.size === 0 && this.deaf === undefined && this.duplicates.length === 0) return [];
    const deaf = this.deaf === undefined ? [] : [this.deaf];
    const duplicates = this.duplicates.map(
      (address) => `another host has ${address} too, so the kernel does not use it`,
    );
    const reasons = [...this.installFaults.values(), ...deaf, ...duplicates];
    return reasons.map((reason) => ({ of: 'host', reason }));
  }

  /** Whether something stands in the way that its tracking does not know yet. */
  get hasNewFault(): boolean {
    const { faults } = this;
    if (faults.length === 0) return false;
    const known = this.instance.tracking.faults.map(({ reason }) => reason);
    return faults.some(({ reason }) => !known.includes(reason));
  }

  /** The network has changed, this interface among others: what could not be set there may work now. */
  forgetFaultsOf(device: string | undefined): void {
    this.installFaults.delete(ANY_DEVICE);
    if (device !== undefined) this.installFaults.delete(device);
  }

  /** Whether something that may come with every advert is worth saying now: at first, then once a minute. */
  isNews(what: string, nowUs: number): boolean {
    if (nowUs - (this.#saidAtUs.get(what) ?? -Infinity) < REPEAT_AFTER_US) return false;
    if (this.#saidAtUs.size >= SAYINGS_LIMIT) this.#saidAtUs.clear();
    this.#saidAtUs.set(what, nowUs);
    return true;
  }

  /** The state changed: what still holds is worth saying again. */
  forgetSaid(): void {
    this.#saidAtUs.clear();
  }

  /** An advert of this sender was dropped. */
  refuse(source: IpAddress, text: string, nowUs: number): void {
    const count = (this.#refused.get(source)?.count ?? 0) + 1;
    this.#refused.delete(source);
    this.#refused.set(source, { text, count, atUs: nowUs });
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > REFUSED_LIMIT && oldest !== undefined) this.#refused.delete(oldest);
  }

  /** The state changed: who is refused now is found out anew. */
  forgetRefused(): void {
    this.#refused.clear();
  }

  snapshot(nowUs: number): InstanceSnapshot {
    const { config, state, failing, tracking, sourceAddress, master } = this.instance;
    return {
      name: config.name,
      interface: config.interface,
      state,
      failing,
      sinceMs: this.sinceMs,
      cause: this.cause,
      basePriority: config.basePriority,
      effectivePriority: priorityInForce(this.instance),
      sum: tracking.sum,
      faults: faultsOf(this.instance).map(({ reason }) => reason),
      waitingFor: waitsFor(this.instance),
      sourceAddress,
      checksumHeard: this.checksumHeard,
      master: master === 'unknown' ? master : { address: master.address, priority: master.priority },
      vips: [...config.vips, ...config.excludedVips].map((vip) => `${vip.address}/${vip.prefixLength}`),
      counters: Object.fromEntries(this.#counters),
      refused: [...this.#refused]
        .filter(([, { atUs }]) => nowUs - atUs < REFUSED_RECENTLY_US)
        .map(([source, { text, count }]) => ({ source, text, count })),
    };
  }
}

/** A link-local address may be on several interfaces at once. */
export const installedKey = ({ address, device }: Pick<Vip, 'address' | 'device'>): string => `${address} ${device}`;

export const sameTracking = (a: Tracking, b: Tracking): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether people who ask would be told something else, apart from what every advert changes. */
export const looksElse = (before: Instance, after: Instance): boolean =>
  before.failing !== after.failing ||
  before.tracking !== after.tracking ||
  before.sync !== after.sync ||
  before.ready !== after.ready ||
  before.sourceAddress !== after.sourceAddress;
