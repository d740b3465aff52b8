import type { FromDataplane } from '../../../src/ipc/messages.ts';
import { isMulticast } from '../../../src/model/address.ts';
import type { OutgoingPacket } from '../../../src/ports/network.ts';
import type { Plan } from '../story/plan.ts';
import type { SimulatedLan } from '../world/lan.ts';
import { SimulatedNode } from '../world/node.ts';
import { type NodeConfig, SimulatedRouter } from '../world/router.ts';
import {
  type Bounds,
  boundsOf,
  effectiveOf,
  fitnessOf,
  inForceOf,
  isUselessMove,
  languageOf,
  preempts,
} from './oracle.ts';
import { Violation } from './violation.ts';
import { Watched } from './watched.ts';

const NOTHING: readonly never[] = [];

const packetOf = ({ packet }: SimulatedLan['wire'][number]): OutgoingPacket => packet;

const named = (routers: readonly SimulatedRouter[]): string =>
  routers.map(({ host, state, config }) => `${host.address} (${state}, ${config.basePriority})`).join(', ');

const addressesIn = (configs: readonly NodeConfig[]): ReadonlySet<string> =>
  new Set(configs.flatMap((config) => SimulatedRouter.configOf(config).vips.map(({ address }) => address)));

/** Looks at every step of a run, and throws the first {@link Violation}. */
export class Referee {
  readonly bounds: Bounds;
  readonly #lan: SimulatedLan;
  readonly #watched: readonly Watched[];
  readonly #trace: ((line: string) => void) | undefined;
  readonly #byAddress: ReadonlyMap<string, Watched>;
  /** Last time anything happened, and last time it concerned who hears whom. */
  #disturbedUs = 0;
  #brokenUs = 0;
  #sharedSinceUs: number | 'no' = 'no';

  constructor(plan: Plan, lan: SimulatedLan, routers: readonly SimulatedRouter[], trace?: (line: string) => void) {
    this.bounds = boundsOf(plan);
    this.#lan = lan;
    this.#trace = trace;
    const reloads = plan.happenings.flatMap((each) => (each.kind === 'reload' ? [each.config] : []));
    const addresses = addressesIn([...plan.routers.map(({ config }) => config), ...reloads]);
    this.#watched = routers.map((router) => new Watched(router, this.bounds, addresses));
    this.#byAddress = new Map(this.#watched.map((each) => [each.router.host.address, each]));
    for (const each of this.#watched) this.#listen(each);
    lan.time.onStep = () => this.look();
  }

  /** Something happens, now; `until`: it goes on until then. `broken`: some do not hear others. */
  disturb(router: SimulatedRouter | 'network', what: 'something' | 'broken', untilUs = this.#lan.time.nowUs): void {
    this.#disturbedUs = Math.max(this.#disturbedUs, untilUs);
    if (what === 'broken') this.#brokenUs = Math.max(this.#brokenUs, untilUs);
    for (const each of this.#watched) if (each.router === router) each.disturb(this.#lan.time.nowUs);
  }

  /** A packet that must be refused: what it reaches stays as it is. */
  forge(to: SimulatedRouter, packet: OutgoingPacket): void {
    const { host } = to;
    host.reach(() => {
      const said = to instanceof SimulatedNode ? to.said.length : 0;
      const before = [host.clock.alarmAtUs, host.changes, this.#lan.wire.length, to.state];
      host.read(packet);
      const after = [host.clock.alarmAtUs, host.changes, this.#lan.wire.length, to.state];
      const news = to instanceof SimulatedNode ? to.said.slice(said) : [];
      const isSame = before.join() === after.join() && news.every(({ type }) => type === 'packet');
      if (isSame || !(to instanceof SimulatedNode)) return;
      const what = `${host.address} was moved by a bad packet: ${before.join(' ')} then ${after.join(' ')}`;
      throw new Violation('refused-touches-nothing', this.#lan.time.nowUs, what);
    });
  }

  /** After every step. */
  look(): void {
    const nowUs = this.#lan.time.nowUs;
    this.#disturbedUs = Math.max(this.#disturbedUs, this.#lan.disturbedUntilUs);
    this.#brokenUs = Math.max(this.#brokenUs, this.#lan.disturbedUntilUs);
    const { wire } = this.#lan;
    const sent = wire.length === 0 ? NOTHING : wire.splice(0);
    let moved = false;
    for (const each of this.#watched) {
      const { router } = each;
      const { host } = router;
      const adverts = sent.length === 0 ? NOTHING : sent.filter(({ from }) => from === host.address).map(packetOf);
      const said = router instanceof SimulatedNode && router.said.length > 0 ? router.said.splice(0) : NOTHING;
      const announced = host.announced.length === 0 ? NOTHING : host.announced.splice(0);
      const before = each.state;
      this.#tell(router, adverts, said);
      each.check({ adverts, said, announced }, nowUs);
      if (each.state !== before) moved = true;
      if (each.state !== before) this.#nothingFlaps(each, before, nowUs);
    }
    this.#overlapIsShort(nowUs);
    if (this.#isSettled(nowUs) && (moved || sent.length > 0)) this.settled();
  }

  /** At the end of a time of quiet. */
  settled(): void {
    const nowUs = this.#lan.time.nowUs;
    for (const language of new Set(this.#members().map(({ config }) => languageOf(config)))) {
      this.#oneMasterTheBest(
        this.#members().filter(({ config }) => languageOf(config) === language),
        nowUs,
      );
    }
  }

  #listen(each: Watched): void {
    const { host } = each.router;
    const heard = (packet: OutgoingPacket): number | undefined => {
      const sender = this.#byAddress.get(packet.source);
      const isAlike = sender !== undefined && languageOf(sender.router.config) === languageOf(each.router.config);
      return isAlike ? packet.payload[2] : undefined;
    };
    host.onArrival = (packet) => {
      const priority = heard(packet);
      if (priority !== undefined) each.arrived(priority);
    };
    host.onRead = (packet) => {
      const priority = heard(packet);
      if (priority !== undefined) each.read(priority);
    };
  }

  /** Routers that hear and are heard. */
  #members(): readonly SimulatedRouter[] {
    return this.#watched
      .map(({ router }) => router)
      .filter(({ power, link, host }) => power === 'on' && link === 'up' && !host.asleep);
  }

  #holders(): number {
    let count = 0;
    for (const { router } of this.#watched) if (router.holds()) count += 1;
    return count;
  }

  #isSettled(nowUs: number): boolean {
    return nowUs > this.#disturbedUs + this.bounds.settleUs;
  }

  #nothingFlaps({ router }: Watched, before: string, nowUs: number): void {
    if (!this.#isSettled(nowUs)) return;
    const what = `${router.host.address} went from ${before} to ${router.state} although nothing had happened`;
    throw new Violation('nothing-flaps', nowUs, what);
  }

  #overlapIsShort(nowUs: number): void {
    if (this.#sharedSinceUs === 'no' && this.#holders() < 2) return;
    const holding = this.#members().filter((router) => router.holds());
    const isShared = holding.some((one, i) =>
      holding.slice(i + 1).some((other) => languageOf(one.config) === languageOf(other.config)),
    );
    const since = this.#sharedSinceUs;
    if (since !== 'no') {
      const { exchangeUs, handoverUs } = this.bounds;
      const fromUs = Math.max(since, this.#brokenUs + exchangeUs);
      if (nowUs - fromUs > handoverUs) {
        const who = holding.map(({ host }) => host.address).join(' and ');
        throw new Violation('overlap-is-short', nowUs, `${who} held the address for ${nowUs - fromUs} us too long`);
      }
    }
    if (!isShared) this.#sharedSinceUs = 'no';
    else if (since === 'no') this.#sharedSinceUs = nowUs;
  }

  #oneMasterTheBest(members: readonly SimulatedRouter[], nowUs: number): void {
    const fail = (what: string): never => {
      throw new Violation('one-master-the-best', nowUs, what);
    };
    const masters = members.filter(({ state }) => state === 'master');
    const fit = members.filter((router) => fitnessOf(router) === 'fit');
    const serving = fit.length > 0 ? fit : members.filter((router) => fitnessOf(router) === 'failing');
    const [master] = masters;
    if (masters.length !== Math.min(1, serving.length)) fail(`${masters.length} masters of ${named(members)}`);
    if (master === undefined) return;
    if (!serving.includes(master)) fail(`${named([master])} is not fit, and others are: ${named(fit)}`);
    const idle = fit.filter(({ state }) => state !== 'master' && state !== 'backup');
    if (idle.length > 0) fail(`${named(idle)} could serve and takes no part`);
    const better = fit.filter(
      (other) => preempts(other.config) && effectiveOf(other) > inForceOf(master) && !isUselessMove(other, master),
    );
    if (better.length > 0) fail(`${named([master])} is master, and ${named(better)} should be`);
  }

  #tell(router: SimulatedRouter, adverts: readonly OutgoingPacket[], said: readonly FromDataplane[]): void {
    const trace = this.#trace;
    if (trace === undefined) return;
    const at = (this.#lan.time.nowUs / 1e6).toFixed(6);
    const who = `${at} ${router.host.address}`;
    for (const { destination, payload } of adverts) {
      const to = isMulticast(destination) ? '' : ` to ${destination}`;
      trace(`${who} advert ${payload[2]}${to}`);
    }
    for (const message of said) {
      if (message.type === 'transition') trace(`${who} ${message.from} > ${message.to}: ${message.cause.kind}`);
      if (message.type === 'addresses') trace(`${who} ${message.did} ${message.vips.join(' ')}`);
    }
  }
}
