import type { FromDataplane } from '../../../src/ipc/messages.ts';
import { isMulticast } from '../../../src/model/address.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { OutgoingPacket } from '../../../src/ports/network.ts';
import type { Plan } from '../story/plan.ts';
import type { Device } from '../world/host.ts';
import type { SimulatedInstance } from '../world/instance.ts';
import type { SimulatedLan } from '../world/lan.ts';
import { SimulatedNode } from '../world/node.ts';
import type { SimulatedRouter } from '../world/router.ts';
import { Election } from './election.ts';
import { boundsOf, configsOf, languageOf } from './oracle.ts';
import { Violation } from './violation.ts';
import { Watched } from './watched.ts';

const NOTHING: readonly never[] = [];

/** One host, and its instances by their places. */
interface Host {
  readonly router: SimulatedRouter;
  readonly watched: readonly Watched[];
  changes: number;
  lookAtUs: number;
}

type Sent = SimulatedLan['wire'][number];

/** How often a host is looked at on which nothing happens. */
const LOOK_US = 100_000;

/** Looks at every step of a run, and throws the first {@link Violation}. */
export class Referee {
  /** From the last disturbance until nothing moves. */
  readonly settleUs: number;
  readonly #lan: SimulatedLan;
  readonly #hosts: readonly Host[];
  readonly #elections: readonly Election[];
  /** Of each virtual router, all addresses that it has in any configuration of the run. */
  readonly #addresses: readonly ReadonlySet<string>[];
  readonly #trace: ((line: string) => void) | undefined;
  /** Who speaks: by segment, source and VRID. */
  readonly #bySource = new Map<string, SimulatedInstance>();
  /** Until when something that happens goes on, and last time that something happened or somebody did not hear others. */
  #disturbedUs = 0;
  #happenedUs = 0;

  constructor(plan: Plan, lan: SimulatedLan, routers: readonly SimulatedRouter[], trace?: (line: string) => void) {
    this.#lan = lan;
    this.#trace = trace;
    const places = [...(plan.routers[0]?.instances.keys() ?? [])];
    const bounds = places.map((place) => boundsOf(plan, place));
    this.settleUs = Math.ceil(Math.max(...bounds.map(({ settleUs }) => settleUs)));
    this.#addresses = places.map((place) => addressesIn(configsOf(plan, place)));
    this.#hosts = routers.map((router) => {
      const watched = router.instances.flatMap((instance, place) => {
        const [within, addresses] = [bounds[place], this.#addresses[place]];
        return within === undefined || addresses === undefined ? [] : [new Watched(instance, within, addresses)];
      });
      return { router, watched, changes: -1, lookAtUs: -Infinity };
    });
    this.#elections = bounds.map((within, place) => {
      return new Election(
        routers.flatMap(({ instances }) => instances[place] ?? []),
        within,
      );
    });
    for (const host of this.#hosts) this.#listen(host);
    lan.time.onStep = () => this.look();
  }

  /** Something happens, now; `until`: it goes on until then. `broken`: some do not hear others as long. */
  disturb(router: SimulatedRouter | 'network', what: 'something' | 'broken', untilUs = this.#lan.time.nowUs): void {
    this.#disturbedUs = Math.max(this.#disturbedUs, untilUs);
    this.#happenedUs = Math.max(this.#happenedUs, what === 'broken' ? untilUs : this.#lan.time.nowUs);
    for (const host of this.#hosts)
      if (host.router === router) for (const each of host.watched) each.disturb(this.#lan.time.nowUs);
  }

  /** A packet that must be refused: what it reaches stays as it is. */
  forge({ router, device }: SimulatedInstance, packet: OutgoingPacket): void {
    const { host } = router;
    const now = (): string =>
      [host.clock.alarmAtUs, host.changes, this.#lan.wire.length, ...router.instances.map(({ state }) => state)].join();
    host.reach(() => {
      const said = router instanceof SimulatedNode ? router.said.length : 0;
      const before = now();
      host.read(packet, device);
      const news = router instanceof SimulatedNode ? router.said.slice(said) : [];
      const isSame = before === now() && news.every(({ type }) => type === 'packet');
      if (isSame || !(router instanceof SimulatedNode)) return;
      const what = `${host.address} was moved by a bad packet: ${before} then ${now()}`;
      throw new Violation('refused-touches-nothing', this.#lan.time.nowUs, what);
    });
  }

  /** After every step. */
  look(): void {
    const nowUs = this.#lan.time.nowUs;
    this.#disturbedUs = Math.max(this.#disturbedUs, this.#lan.disturbedUntilUs);
    this.#happenedUs = Math.max(this.#happenedUs, this.#lan.disturbedUntilUs);
    const { wire } = this.#lan;
    const sent = wire.length === 0 ? NOTHING : wire.splice(0);
    let moved = false;
    for (const host of this.#hosts) if (this.#lookAt(host, sent, nowUs) === 'moved') moved = true;
    for (const election of this.#elections) election.overlapIsShort(nowUs, this.#happenedUs);
    if (this.#isSettled(nowUs) && (moved || sent.length > 0)) this.settled();
  }

  /** At the end of a time of quiet. */
  settled(): void {
    for (const election of this.#elections) election.settled(this.#lan.time.nowUs);
  }

  #lookAt(host: Host, all: readonly Sent[], nowUs: number): 'moved' | 'still' {
    const { router, watched } = host;
    const sent = all.length === 0 ? NOTHING : all.filter(({ from }) => from === router.host.address);
    const said = router instanceof SimulatedNode && router.said.length > 0 ? router.said.splice(0) : NOTHING;
    const announced = router.host.announced.length === 0 ? NOTHING : router.host.announced.splice(0);
    const hasMoved = watched.some(({ state, instance }) => state !== instance.state);
    const isIdle = sent.length + said.length + announced.length === 0 && host.changes === router.host.changes;
    if (isIdle && !hasMoved && nowUs < host.lookAtUs) return 'still';
    [host.changes, host.lookAtUs] = [router.host.changes, nowUs + LOOK_US];
    // What it was told of its checks ends, and one that stood still was told late.
    if (router.isAboutToExpire()) this.disturb('network', 'something');
    this.#tell(router, sent, said);
    for (const [place, each] of watched.entries()) {
      const before = each.state;
      each.check({ adverts: advertsOf(each.instance, sent), ...this.#ofPlace(place, each, said, announced) }, nowUs);
      if (each.state !== before) this.#nothingFlaps(each, before, nowUs);
    }
    if (router instanceof SimulatedNode) this.#groupsAreOne(host, nowUs);
    return hasMoved ? 'moved' : 'still';
  }

  #ofPlace(
    place: number,
    { instance }: Watched,
    said: readonly FromDataplane[],
    announced: readonly string[],
  ): { readonly said: readonly FromDataplane[]; readonly announced: readonly string[] } {
    const isOfIt = (message: FromDataplane): boolean =>
      message.type === 'snapshot' || (message.type === 'transition' && message.instance === instance.config.name);
    return {
      said: said.length === 0 ? NOTHING : said.filter(isOfIt),
      announced: announced.length === 0 ? NOTHING : announced.filter((address) => this.#addresses[place]?.has(address)),
    };
  }

  #listen({ router, watched }: Host): void {
    for (const { instance } of watched) {
      this.#bySource.set(`${instance.device} ${instance.address} ${instance.config.vrid}`, instance);
    }
    const heard = (packet: OutgoingPacket, device: Device, tell: (by: Watched, priority: number) => void): void => {
      const sender = this.#bySource.get(`${device} ${packet.source} ${packet.payload[1]}`);
      if (sender === undefined) return;
      const each = watched[sender.router.instances.indexOf(sender)];
      const [priority] = packet.payload.slice(2, 3);
      if (each === undefined || priority === undefined) return;
      if (languageOf(sender.config) === languageOf(each.instance.config)) tell(each, priority);
    };
    router.host.onArrival = (packet, device) => heard(packet, device, (each, priority) => each.arrived(priority));
    router.host.onRead = (packet, device) => heard(packet, device, (each, priority) => each.read(priority));
  }

  #isSettled(nowUs: number): boolean {
    return nowUs > this.#disturbedUs + this.settleUs;
  }

  #nothingFlaps({ instance }: Watched, before: string, nowUs: number): void {
    if (!this.#isSettled(nowUs)) return;
    const what = `${instance} went from ${before} to ${instance.state} although nothing had happened`;
    throw new Violation('nothing-flaps', nowUs, what);
  }

  /** Members of a sync group are in one state, and take over when the last of them may; one alone is its own group. */
  #groupsAreOne({ router, watched }: Host, nowUs: number): void {
    if (router.power === 'off' || router.host.asleep) return;
    const groups = router.grouping === 'together' ? [watched] : watched.map((each) => [each]);
    for (const members of groups) {
      const states = new Set(members.map(({ instance }) => instance.state));
      if (states.size > 1) {
        const shown = members.map(({ instance }) => `${instance} is ${instance.state}`).join(', ');
        throw new Violation('group-is-one', nowUs, shown);
      }
      const overdueUs = Math.min(...members.map((each) => each.overdueUs()));
      if (overdueUs <= 0 || overdueUs === Infinity) continue;
      const what = `${members.map(({ instance }) => instance).join(', ')} did not take over, ${overdueUs} us late`;
      throw new Violation('takeover-in-time', nowUs, what);
    }
  }

  #tell(router: SimulatedRouter, sent: readonly Sent[], said: readonly FromDataplane[]): void {
    const trace = this.#trace;
    if (trace === undefined) return;
    const at = (this.#lan.time.nowUs / 1e6).toFixed(6);
    const who = `${at} ${router.host.address}`;
    for (const { device, packet } of sent) {
      const { destination, payload } = packet;
      const to = isMulticast(destination) ? '' : ` to ${destination}`;
      trace(`${who} ${device} VRID ${payload[1]} advert ${payload[2]}${to}`);
    }
    for (const message of said) {
      if (message.type === 'transition')
        trace(`${who} ${message.instance} ${message.from} > ${message.to}: ${message.cause.kind}`);
      if (message.type === 'addresses') trace(`${who} ${message.instance} ${message.did} ${message.vips.join(' ')}`);
    }
  }
}

const addressesIn = (configs: readonly InstanceConfig[]): ReadonlySet<string> =>
  new Set(configs.flatMap(({ vips }) => vips.map(({ address }) => address)));

function advertsOf({ device, address, config }: SimulatedInstance, sent: readonly Sent[]): readonly OutgoingPacket[] {
  if (sent.length === 0) return NOTHING;
  return sent
    .filter((each) => each.device === device && each.packet.payload[1] === config.vrid)
    .map(({ packet }) => packet)
    .filter(({ source }) => source === address);
}
