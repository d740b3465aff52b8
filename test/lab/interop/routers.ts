import { expect, type TestContext } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess, LogLine } from '../../../src/lab/host-process.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import type { Observer } from '../../../src/lab/observer/observer.ts';
import { until } from '../../../src/lab/until.ts';
import type { SeenAdvert } from '../../../src/lab/wire/tcpdump-text.ts';
import type { Wire } from '../../../src/lab/wire/wire.ts';
import { monotonicUs } from '../../../src/linux/clock.ts';
import type { Make, Row } from '../../interop/table.ts';
import { labFor } from '../../support/lab.ts';
import type { Peer } from '../../support/peers.ts';
import { DRIVERS, type Driver, type RouterPlan } from './driver.ts';

/** Generous: the slowest takeover takes four advert intervals and a check's. */
export const LIMIT_MS = 30_000;
export const VIP = '10.77.0.50';
export const OTHER_VIP = '10.77.0.51';
/** What has to be installed for it. */
export const PEER_OF: Readonly<Partial<Record<Make, Peer>>> = { keepalived: 'keepalived', FRR: 'frr' };

/** One router of a row, in all its lives. */
export class Router {
  readonly make: Make;
  readonly host: Host;
  readonly #plan: RouterPlan;
  readonly #started: HostProcess[] = [];

  constructor(make: Make, host: Host, plan: RouterPlan) {
    this.make = make;
    this.host = host;
    this.#plan = plan;
  }

  get name(): string {
    return this.host.name;
  }

  get priority(): number {
    return this.#plan.priority;
  }

  get advertIntervalS(): number {
    return this.#plan.advertIntervalS;
  }

  get driver(): Driver {
    return DRIVERS[this.make];
  }

  /** What runs now, or ran last. */
  get process(): HostProcess {
    const last = this.#started.at(-1);
    if (last === undefined) throw new Error(`${this.name} was never started`);
    return last;
  }

  async start(changes: Partial<RouterPlan> = {}): Promise<void> {
    this.#started.push(await this.driver.start(this.host, { ...this.#plan, ...changes }));
  }

  /** Starts it beside a better one, and waits until it stands back. */
  async startAsBackup(changes: Partial<RouterPlan> = {}): Promise<void> {
    await this.start(changes);
    await this.process.waitForLog(this.driver.isBackup, LIMIT_MS);
  }

  /** Waits until it says that it does not like what it hears. */
  complains(): Promise<LogLine> {
    return this.process.waitForLog(this.driver.complaint, LIMIT_MS);
  }

  /** What it complained of before this moment. */
  complaints(beforeUs: number): readonly string[] {
    const lines = this.#started.flatMap((one) => one.logLines()).filter(({ atUs }) => atUs < beforeUs);
    return lines.map(({ text }) => text).filter((text) => this.driver.complaint.test(text));
  }
}

/** The routers of a row in one lab, the highest priority first, none of them started, and who watches them. */
export class Routers {
  readonly lab: Lab;
  readonly observer: Observer;
  readonly wire: Wire;
  readonly all: readonly Router[];
  #purposeUs = Infinity;

  private constructor(lab: Lab, observer: Observer, wire: Wire, all: readonly Router[]) {
    this.lab = lab;
    this.observer = observer;
    this.wire = wire;
    this.all = all;
  }

  static async open(context: TestContext, row: Row): Promise<Routers> {
    const nodes = row.makes.map((_, i) => `web${i + 1}`);
    const peers = row.makes.flatMap((make) => PEER_OF[make] ?? []);
    const lab = await labFor(context, { nodes }, 'tcpdump', ...peers);
    const observer = await lab.observe(VIP, { everyMs: 10, pages: 'off' });
    const wire = await lab.listen();
    const routers = row.makes.map((make, i) => {
      const peer = lab.node(nodes[i === 0 ? 1 : 0] ?? '');
      return new Router(make, lab.node(nodes[i] ?? ''), planOf(row, peer, 150 - 50 * i));
    });
    return new Routers(lab, observer, wire, routers);
  }

  /** Waits until this router alone has the VIP, and the client is answered by it. */
  async servedBy(router: Router): Promise<void> {
    await this.observer.waitUntilHolder(router.name, LIMIT_MS);
    await this.observer.waitUntilAnswers(router.name, LIMIT_MS);
  }

  /** Waits until so many adverts of this router have come after the first `from` ones. */
  async advertsFrom(router: Router, count: number, from = this.wire.adverts().length): Promise<void> {
    const what = `${count} adverts of ${router.name}`;
    await this.wire.waitFor(what, ({ source }) => source === router.host.address, LIMIT_MS, { from, count });
  }

  /** Waits until both have the VIP: neither accepts the other. */
  async heldByBoth(): Promise<void> {
    const holders = (): string => [...this.observer.holders].toSorted().join();
    await until(
      () => `two masters, not ${holders()}`,
      LIMIT_MS,
      () => holders() === 'web1,web2',
    );
  }

  /** From here on the routers are given reasons to complain. */
  provoke(): void {
    this.#purposeUs = Math.min(this.#purposeUs, monotonicUs());
  }

  /** How long after `sinceUs` the client was first answered by this router, which it is now. */
  async takeoverMs(router: Router, sinceUs: number): Promise<number> {
    const { answers } = await this.observer.report();
    const first = answers.find(({ outcome, fromUs }) => outcome === router.name && fromUs > sinceUs);
    if (first === undefined) throw new Error(`${router.name} has not answered since`);
    return Math.round((first.fromUs - sinceUs) / 1000);
  }

  advertsOf(router: Router, from = 0): readonly SeenAdvert[] {
    return this.wire
      .adverts()
      .slice(from)
      .filter(({ source }) => source === router.host.address);
  }

  /** Nobody found fault with anything: not the routers with each other, nor tcpdump with any of them. */
  expectNoComplaint(): void {
    for (const router of this.all) expect(router.complaints(this.#purposeUs), router.make).toEqual([]);
    const wrong = this.wire.adverts().filter(({ ttl, complaint }) => ttl !== 255 || complaint !== undefined);
    expect(wrong).toEqual([]);
  }
}

const planOf = ({ protocol }: Row, peer: Host, priority: number): RouterPlan => ({
  protocol,
  peer,
  vips: [VIP],
  priority,
  advertIntervalS: protocol.version === 2 ? 1 : 0.4,
  preempt: 'preempt',
  password: 's3cretpw',
});

/** The two of a pair, the better one first. */
export function bothOf({ all }: Routers): readonly [Router, Router] {
  const [better, other] = all;
  if (better === undefined || other === undefined) throw new Error('a pair is two');
  return [better, other];
}
