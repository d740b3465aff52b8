import type { OutgoingPacket } from '../../../src/ports/network.ts';
import { unreachable } from '../../../src/model/result.ts';
import { Referee } from '../properties/referee.ts';
import { Violation } from '../properties/violation.ts';
import type { SimulatedInstance } from '../world/instance.ts';
import { SimulatedLan } from '../world/lan.ts';
import { SimulatedNode } from '../world/node.ts';
import { RfcPeer } from '../world/rfc-peer.ts';
import type { SimulatedRouter } from '../world/router.ts';
import { forgedPacket } from './forge.ts';
import type { Happening, Plan, RouterPlan } from './plan.ts';
import { Random } from './random.ts';

const US_PER_MS = 1000;
/** True time at the start of every run. */
const START_US = 1_000_000;

export interface Played {
  readonly violation: Violation | 'none';
  /** Of true time. */
  readonly simulatedUs: number;
}

/** One run of a plan: the real dataplanes on a simulated network, under the eyes of the referee. */
class Run {
  readonly lan = new SimulatedLan();
  readonly #plan: Plan;
  readonly #routers: readonly SimulatedRouter[];
  readonly #referee: Referee;
  readonly #trace: ((line: string) => void) | undefined;

  constructor(plan: Plan, trace?: (line: string) => void) {
    this.#plan = plan;
    this.#trace = trace;
    this.lan.latencyUs = plan.latencyUs;
    this.#routers = plan.routers.map((router) => this.#build(router));
    this.#referee = new Referee(plan, this.lan, this.#routers, trace);
  }

  play(): void {
    for (const happening of this.#plan.happenings) {
      this.#runUntil(happening.atMs * US_PER_MS);
      this.#trace?.(`${(this.lan.time.nowUs / 1e6).toFixed(6)} ${JSON.stringify(happening)}`);
      this.#happen(happening);
      this.#referee.look();
    }
    this.lan.time.advance(this.#longestUs() + this.#referee.settleUs + 2 * US_PER_MS);
    this.#referee.settled();
    // Nothing moves any more, for as long again.
    this.lan.time.advance(Math.ceil(this.#referee.settleUs / 2));
    this.#referee.settled();
  }

  #build({ program, address, rate, ...setup }: RouterPlan): SimulatedRouter {
    const Program = program === 'vipward' ? SimulatedNode : RfcPeer;
    const router = new Program(this.lan, address, setup);
    router.host.clock.setRate(rate);
    return router;
  }

  #runUntil(us: number): void {
    const waitUs = START_US + us - this.lan.time.nowUs;
    if (waitUs > 0) this.lan.time.advance(waitUs);
  }

  /** Until whatever still goes on has ended. */
  #longestUs(): number {
    const { happenings } = this.#plan;
    // What a program that stands still is told counts from when it runs again.
    const standstillMs = Math.max(0, ...happenings.map((each) => (isStandstill(each) ? each.forMs : 0)));
    const endsMs = happenings.map((each) => {
      if (each.kind === 'forged') return each.atMs + each.count * each.everyMs;
      if (each.kind === 'mute') return each.atMs + each.validForMs * 1.05 + standstillMs;
      return each.atMs + ('forMs' in each ? each.forMs : 0);
    });
    const noiseMs = happenings.map((each) => (each.kind === 'noise' ? each.longestDelayMs : 0));
    const endUs = (Math.max(0, ...endsMs) + Math.max(0, ...noiseMs)) * US_PER_MS;
    return Math.max(0, Math.ceil(START_US + endUs - this.lan.time.nowUs));
  }

  #happen(happening: Happening): void {
    switch (happening.kind) {
      case 'cut':
        return this.#cut(happening);
      case 'isolated':
        return this.#isolate(happening);
      case 'noise':
        return this.#noise(happening);
      case 'forged':
        return this.#forge(happening, 0);
      case 'wall':
        return this.#at(happening.router).host.clock.stepWall(happening.stepMs);
      default:
        return this.#happenTo(this.#at(happening.router), happening);
    }
  }

  #happenTo(
    router: SimulatedRouter,
    happening: Exclude<Happening, { readonly kind: 'cut' | 'isolated' | 'noise' | 'forged' | 'wall' }>,
  ): void {
    const { time } = this.lan;
    const isIsolating = happening.kind !== 'check' && happening.kind !== 'maintenance';
    this.#referee.disturb(router, isIsolating ? 'broken' : 'something');
    switch (happening.kind) {
      case 'start':
        return router.start();
      case 'crash':
        return router.crash();
      case 'stop':
        return router.stop();
      case 'takeVip':
        return this.#takeVip(partOf(router, happening.instance));
      case 'link':
        return router.setLink(happening.state, happening.device);
      case 'check':
        return router.runCheck(happening.check, happening.end, happening.runs);
      case 'mute':
        this.#referee.disturb(router, 'something', time.nowUs + happening.validForMs * US_PER_MS * 1.05);
        return router.muteChecks(happening.validForMs);
      case 'maintenance':
        return router.setMaintenance(happening.state === 'on' ? 'a new disk' : 'none');
      case 'reload':
        return router.reload(happening.instances);
      case 'rate':
        return router.host.asleep ? undefined : router.host.clock.setRate(happening.rate);
      case 'freeze':
      case 'suspend':
        return this.#standStill(router, happening);
      default:
        return unreachable(happening);
    }
  }

  #standStill(
    router: SimulatedRouter,
    { kind, forMs, first }: Extract<Happening, { readonly kind: 'freeze' | 'suspend' }>,
  ): void {
    const { host } = router;
    if (host.asleep || router.power === 'off') return;
    if (kind === 'freeze') host.freeze();
    else host.suspend();
    this.#referee.disturb(router, 'broken', this.lan.time.nowUs + forMs * US_PER_MS);
    this.lan.time.after(forMs * US_PER_MS, () => {
      this.#referee.disturb(router, 'broken');
      host.wake(first);
    });
  }

  #takeVip({ config, router: { host } }: SimulatedInstance): void {
    const [vip] = config.vips;
    if (vip !== undefined && host.holds(vip.address) && !host.asleep) host.takeAway(vip.address);
  }

  #cut({ from, to, device, forMs }: Extract<Happening, { readonly kind: 'cut' }>): void {
    const direction = SimulatedLan.direction(this.#at(from).host.address, this.#at(to).host.address, device);
    const untilUs = this.lan.time.nowUs + forMs * US_PER_MS;
    this.#referee.disturb('network', 'broken', untilUs);
    if (this.lan.cut.has(direction)) return;
    this.lan.cut.add(direction);
    this.lan.time.at(untilUs, () => void this.lan.cut.delete(direction));
  }

  #isolate({ router, ...rest }: Extract<Happening, { readonly kind: 'isolated' }>): void {
    for (const other of this.#routers.keys()) {
      if (other === router) continue;
      this.#cut({ ...rest, kind: 'cut', from: router, to: other });
      this.#cut({ ...rest, kind: 'cut', from: other, to: router });
    }
  }

  #noise({ forMs, longestDelayMs, ...shares }: Extract<Happening, { readonly kind: 'noise' }>): void {
    const untilUs = this.lan.time.nowUs + forMs * US_PER_MS;
    this.#referee.disturb('network', 'broken', untilUs);
    if (this.lan.noise !== 'none') return;
    const random = new Random(this.#plan.noiseSeed ^ this.lan.time.nowUs);
    this.lan.noise = { ...shares, longestDelayUs: longestDelayMs * US_PER_MS, random: () => random.share() };
    this.lan.time.at(untilUs, () => void (this.lan.noise = 'none'));
  }

  #forge(forged: Extract<Happening, { readonly kind: 'forged' }>, sent: number): void {
    const to = partOf(this.#at(forged.router), forged.instance);
    const from = this.#routers.find((router) => router !== to.router);
    if (sent >= forged.count || from === undefined) return;
    const { address } = partOf(from, forged.instance);
    const packet: OutgoingPacket | undefined = forgedPacket(to, address, forged);
    if (packet !== undefined && to.router.power === 'on') this.#referee.forge(to, packet);
    this.lan.time.after(forged.everyMs * US_PER_MS, () => this.#forge(forged, sent + 1));
  }

  #at(place: number): SimulatedRouter {
    const router = this.#routers[place];
    if (router === undefined) throw new Error(`the plan has no router ${place}`);
    return router;
  }
}

const isStandstill = (happening: Happening): happening is Extract<Happening, { readonly kind: 'freeze' | 'suspend' }> =>
  happening.kind === 'freeze' || happening.kind === 'suspend';

function partOf(router: SimulatedRouter, place: number): SimulatedInstance {
  const instance = router.instances[place];
  if (instance === undefined) throw new Error(`${router.host.address} has no instance ${place}`);
  return instance;
}

/** Plays a plan to its end, or to the first property that does not hold. Throws what the code under test throws. */
export function play(plan: Plan, trace?: (line: string) => void): Played {
  const run = new Run(plan, trace);
  try {
    run.play();
    return { violation: 'none', simulatedUs: run.lan.time.nowUs - START_US };
  } catch (error) {
    const simulatedUs = run.lan.time.nowUs - START_US;
    if (error instanceof Violation) return { violation: error, simulatedUs };
    const crashed = new Violation(
      'never-fails',
      run.lan.time.nowUs,
      error instanceof Error ? `${error.stack}` : `${error}`,
    );
    return { violation: crashed, simulatedUs };
  }
}
