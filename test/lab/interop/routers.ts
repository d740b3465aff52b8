import { isIPv6 } from 'node:net';
import { expect, type TestContext } from 'vitest';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess, LogLine } from '../../../src/lab/host-process.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import type { Observer } from '../../../src/lab/observer/observer.ts';
import { until } from '../../../src/lab/until.ts';
import type { SeenAdvert } from '../../../src/lab/wire/tcpdump-text.ts';
import type { Wire } from '../../../src/lab/wire/wire.ts';
import { monotonicUs } from '../../../src/linux/clock.ts';
import { orThrow } from '../../../src/linux/libc.ts';
import { netlinkIn } from '../../../src/lab/namespaces/interfaces.ts';
import type { Make, Row } from '../../interop/table.ts';
import { labFor } from '../../support/lab.ts';
import type { Peer } from '../../support/peers.ts';
import { DRIVERS, type Driver, type RouterPlan } from './driver.ts';

/** Generous: the slowest takeover takes four advert intervals and a check's. */
export const LIMIT_MS = 30_000;
/** `watched`: what the client asks. Of IPv6 the first of an advert is link-local (RFC 9568 §5.2.9). */
export const VIPS = {
  4: { watched: '10.77.0.50', all: ['10.77.0.50'], other: '10.77.0.51' },
  6: { watched: 'fd00:77::50', all: ['fe80::77:50', 'fd00:77::50'], other: 'fd00:77::51' },
} as const;
/** What has to be installed for it. */
export const PEER_OF: Readonly<Partial<Record<Make, Peer>>> = { keepalived: 'keepalived', FRR: 'frr' };

/** One router of a row, in all its lives. */
export class Router {
  readonly make: Make;
  readonly host: Host;
  readonly #plan: RouterPlan;
  readonly #started: HostProcess[] = [];
  readonly #addresses = new Set<string>();

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
    const netlink = netlinkIn(this.host.namespaces.net);
    for (const { address } of orThrow(netlink.addresses())) this.#addresses.add(address);
    netlink.close();
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

  /** Whether an advert is from its host. */
  sent({ source }: SeenAdvert): boolean {
    return this.#addresses.has(source);
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
    const families = row.protocol.family === 6 ? 'both' : 'IPv4';
    const lab = await labFor(context, { nodes, families }, 'tcpdump', ...peers);
    const observer = await lab.observe(VIPS[row.protocol.family].watched, { everyMs: 10, pages: 'off' });
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
    await this.wire.waitFor(what, (advert) => router.sent(advert), LIMIT_MS, { from, count });
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
      .filter((advert) => router.sent(advert));
  }

  /** How long nothing was sent between the last advert of one router and the next one of the other. */
  async silenceS(gone: Router, next: Router, from: number): Promise<number> {
    const last = this.advertsOf(gone, from).at(-1)?.atUs ?? Infinity;
    return until(`an advert of ${next.name}`, LIMIT_MS, () => {
      const first = this.advertsOf(next, from).find(({ atUs }) => atUs > last);
      return first === undefined ? undefined : (first.atUs - last) / 1_000_000;
    });
  }

  /** Nobody found fault with anything: not the routers with each other, nor tcpdump with any of them. */
  expectNoComplaint(): void {
    for (const router of this.all) expect(router.complaints(this.#purposeUs), router.make).toEqual([]);
    const wrong = this.wire
      .adverts()
      .filter((advert) => advert.ttl !== this.#ttlOf(advert) || advert.complaint !== undefined);
    expect(wrong).toEqual([]);
  }

  /** keepalived 2.2 leaves the hop limit of IPv6 to the kernel when it sends to one receiver. */
  #ttlOf(advert: SeenAdvert): number {
    const byKeepalived = this.all.some((router) => router.make === 'keepalived' && router.sent(advert));
    return byKeepalived && isIPv6(advert.destination) && !advert.destination.startsWith('ff') ? 64 : 255;
  }
}

const planOf = ({ protocol }: Row, peer: Host, priority: number): RouterPlan => ({
  protocol,
  peer,
  vips: VIPS[protocol.family].all,
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
