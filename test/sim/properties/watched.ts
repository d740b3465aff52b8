import type { FromDataplane } from '../../../src/ipc/messages.ts';
import { compareAddresses } from '../../../src/model/address.ts';
import { causeText } from '../../../src/vrrp/words.ts';
import type { OutgoingPacket } from '../../../src/ports/network.ts';
import type { VrrpState } from '../../../src/vrrp/state.ts';
import { SimulatedNode } from '../world/node.ts';
import type { SimulatedRouter } from '../world/router.ts';
import { type Bounds, effectiveOf, fitnessOf, inForceOf, preempts, skewUs } from './oracle.ts';
import { type Property, Violation } from './violation.ts';

const US_PER_CS = 10_000;
/** Rounding of clocks that run faster or slower. */
const ROUNDING_US = 2;
const GRACE_US = 1000;
const LOOK_US = 100_000;
const SNAPSHOT_US = 1_000_000;

type Transition = Extract<FromDataplane, { type: 'transition' }>;

/** A master that leaves for these reasons tells the others; to the winner of an election it says nothing. */
const TOLD_CAUSES: ReadonlySet<string> = new Set(['shutdown', 'removed', 'fault', 'vipTaken']);

const isVipTaken = (message: FromDataplane): boolean =>
  message.type === 'transition' && message.cause.kind === 'vipTaken';

/** What one router did in a step. */
export interface Did {
  readonly adverts: readonly OutgoingPacket[];
  readonly said: readonly FromDataplane[];
  readonly announced: readonly string[];
}

/** One router under the eyes of the referee: what it heard and did, in the time of its own clock. */
export class Watched {
  readonly router: SimulatedRouter;
  /** Before the step that is looked at. */
  state: VrrpState = 'init';
  readonly #bounds: Bounds;
  readonly #addresses: ReadonlySet<string>;
  /** When the last advert reached its host that a backup must obey, or when it became one. */
  #obeyedUs = -Infinity;
  /** When any advert reached it. */
  #heardUs = -Infinity;
  /** When its wait for a takeover began, at the latest: as above, but read, or something happened here. */
  #armedUs = -Infinity;
  /** When it read that the master leaves, and nothing since that it must obey; the other: or may obey. */
  #leftUs: number | 'no' = 'no';
  #leftForSureUs: number | 'no' = 'no';
  #spokeUs = -Infinity;
  /** When its state changed, and when it told of it. */
  #movedUs = -Infinity;
  #toldUs = -Infinity;
  #disturbedUs = -Infinity;
  #changes = 0;
  #lookAtUs = -Infinity;
  /** True time until which it cannot know yet what the oracle knows. */
  #unsureUntilUs = -Infinity;

  constructor(router: SimulatedRouter, bounds: Bounds, addresses: ReadonlySet<string>) {
    this.router = router;
    this.#bounds = bounds;
    this.#addresses = addresses;
  }

  get #nowUs(): number {
    return this.router.host.clock.nowUs();
  }

  /** Something happened on this host; what follows from it may take a moment. */
  disturb(trueUs: number): void {
    this.#disturbedUs = this.#nowUs;
    this.#armedUs = this.#nowUs;
    this.#spokeUs = this.#nowUs;
    this.#movedUs = Math.max(this.#movedUs, this.#movedUs > this.#toldUs ? this.#nowUs : -Infinity);
    this.#unsureUntilUs = trueUs + GRACE_US;
  }

  /** An advert of a router whose language it knows reached its host. */
  arrived(priority: number): void {
    this.#heardUs = this.#nowUs;
    if (priority > 0 && this.#mustObey(priority)) this.#obeyedUs = this.#nowUs;
  }

  /** Its program read such an advert. */
  read(priority: number): void {
    const { config } = this.router;
    if (priority === 0) {
      if (this.state === 'backup') [this.#leftUs, this.#leftForSureUs] = [this.#nowUs, this.#nowUs];
      return;
    }
    const mustObey = this.#mustObey(priority);
    if (mustObey) this.#leftUs = 'no';
    if (!mustObey && config.preemptDelayMs === 0 && config.knownNodes.length === 0) return;
    this.#armedUs = this.#nowUs;
    this.#leftForSureUs = 'no';
  }

  /** After every step of the run, whoever took it; a router that did nothing is looked at now and then. */
  check(did: Did, trueUs: number): void {
    const { changes } = this.router.host;
    const isIdle = did.adverts.length + did.said.length + did.announced.length === 0 && changes === this.#changes;
    if (isIdle && trueUs < this.#lookAtUs && this.router.state === this.state) return;
    this.#changes = changes;
    this.#lookAtUs = trueUs + LOOK_US;
    if (did.adverts.length > 0 || this.router.state !== this.state) this.#spokeUs = this.#nowUs;
    if (this.router instanceof SimulatedNode) this.#checkNode(this.router, did, trueUs);
    const before = this.state;
    this.#adopt(trueUs);
    // Whoever lost the address waits for its skew time only.
    if (before === 'master' && this.state === 'backup' && did.said.some(isVipTaken))
      [this.#leftUs, this.#leftForSureUs] = [this.#nowUs, this.#nowUs];
  }

  /** Whether it has to be what the oracle says: it runs, and has been told. */
  isSure(trueUs: number): boolean {
    const { power, host } = this.router;
    return power === 'on' && !host.asleep && trueUs > this.#unsureUntilUs && !this.router.isAboutToExpire();
  }

  #mustObey(priority: number): boolean {
    return priority >= effectiveOf(this.router) || !preempts(this.router.config);
  }

  #adopt(trueUs: number): void {
    const { state, host } = this.router;
    if (state === this.state) return;
    this.#movedUs = this.#nowUs;
    if (state === 'backup') {
      [this.#obeyedUs, this.#armedUs] = [this.#nowUs, this.#nowUs];
      [this.#leftUs, this.#leftForSureUs] = ['no', 'no'];
    }
    if (host.asleep) this.#unsureUntilUs = trueUs + GRACE_US;
    this.state = state;
  }

  #checkNode(node: SimulatedNode, did: Did, trueUs: number): void {
    const transitions = did.said.filter((message) => message.type === 'transition');
    this.#onlyMastersSpeak(node, did.adverts, trueUs);
    if (transitions.length === 1) for (const each of transitions) this.#checkTransition(node, each, did, trueUs);
    if (did.announced.some((address) => !node.host.holds(address)))
      this.#fail('announces-what-it-has', trueUs, `it announced ${did.announced.join(' ')} without having them`);
    if (node.power === 'off' || node.host.asleep) return;
    this.#addressIsMasters(node, trueUs);
    this.#takeoverInTime(node, trueUs);
    this.#neverPauses(node, trueUs);
    this.#statusIsTrue(node, did.said, trueUs);
    if (this.isSure(trueUs) && node.state === 'master' && fitnessOf(node) === 'unfit')
      this.#fail('unfit-serves-nobody', trueUs, 'it is master although its checks or its link forbid it');
  }

  #checkTransition(node: SimulatedNode, { from, to, cause }: Transition, did: Did, trueUs: number): void {
    const isLesser = cause.kind === 'higherAddress' && compareAddresses(cause.from, node.host.address) <= 0;
    if (isLesser || (cause.kind === 'higherPriority' && cause.theirs <= cause.ours))
      this.#fail('yields-to-the-better', trueUs, `stepped down: ${causeText(cause)}`);
    if (to === 'master' && from !== 'master') this.#takesOverRightly(node, from, cause.kind, did, trueUs);
    if (from === 'master' && to !== 'master') this.#saysGoodbye(node, cause.kind, did, trueUs);
  }

  #takesOverRightly(node: SimulatedNode, from: VrrpState, why: string, did: Did, trueUs: number): void {
    const { config } = node;
    const least = this.#bounds.leastIntervalCs;
    const downUs = config.downTimerAdverts * least * US_PER_CS;
    const isUndisturbed = (sinceUs: number): boolean => this.#disturbedUs < sinceUs;
    const skew = (sinceUs: number): number =>
      isUndisturbed(sinceUs) ? skewUs(config, effectiveOf(node), least) - ROUNDING_US : 0;
    if (why !== 'addressOwner' || from === 'backup') {
      const sinceUs = from === 'backup' ? this.#obeyedUs : this.#heardUs;
      const waitedUs = this.#nowUs - sinceUs;
      const leastUs = from === 'backup' ? downUs + skew(sinceUs) : 2 * downUs;
      const hasLeft = this.#leftUs !== 'no' && this.#nowUs - this.#leftUs >= skew(this.#leftUs);
      if (waitedUs < leastUs && !hasLeft)
        this.#fail('no-takeover-while-heard', trueUs, `took over (${why}) ${waitedUs} us after it heard a master`);
    }
    if (did.announced.length < config.garp.masterRepeat * config.vips.length)
      this.#fail('announces-what-it-has', trueUs, `took over and announced ${did.announced.length} times`);
  }

  #saysGoodbye(node: SimulatedNode, why: string, { adverts }: Did, trueUs: number): void {
    const zeros = this.#toOne(adverts).filter(({ payload }) => payload[2] === 0).length;
    const isHeard = node.link === 'up';
    const most = TOLD_CAUSES.has(why) ? 1 : 0;
    const least = most === 1 && isHeard && node.config.allBad === 'release' && trueUs > this.#unsureUntilUs ? 1 : 0;
    if (zeros < least || zeros > most)
      this.#fail('one-goodbye', trueUs, `left because of ${why} with ${zeros} adverts of priority 0`);
  }

  /** A unicast advert goes to every peer: one of them is enough to count. */
  #toOne(adverts: readonly OutgoingPacket[]): readonly OutgoingPacket[] {
    return adverts.filter(({ destination }) => destination === adverts[0]?.destination);
  }

  #onlyMastersSpeak(node: SimulatedNode, adverts: readonly OutgoingPacket[], trueUs: number): void {
    for (const { payload } of adverts) {
      const [first = 0, vrid, priority = 0, count] = payload;
      const isNow = node.state === 'master';
      const isLastWord = this.state === 'master' && node.config.onHigherPriority === 'advertise';
      if (priority > 0 && !isNow && !isLastWord) this.#fail('only-masters-speak', trueUs, `it spoke as ${node.state}`);
      if (priority === 0 && this.state !== 'master') this.#fail('one-goodbye', trueUs, `said as ${this.state}`);
      const { config } = node;
      const isWhole = first >> 4 === config.version && vrid === config.vrid && count === config.vips.length;
      if (!isWhole && this.isSure(trueUs))
        this.#fail('only-masters-speak', trueUs, 'the advert is not of its configuration');
      if (priority > 0 && this.isSure(trueUs) && priority !== inForceOf(node) && !isLastWord)
        this.#fail('only-masters-speak', trueUs, `it said ${priority} and is worth ${inForceOf(node)}`);
    }
  }

  #addressIsMasters(node: SimulatedNode, trueUs: number): void {
    if (!this.isSure(trueUs)) return;
    const wanted = new Set<string>(node.state === 'master' ? node.config.vips.map(({ address }) => address) : []);
    for (const address of this.#addresses) {
      if (node.host.holds(address) === wanted.has(address)) continue;
      const has = wanted.has(address) ? 'has not' : 'has';
      this.#fail('address-is-masters', trueUs, `it is ${node.state} and ${has} ${address}`);
    }
  }

  #takeoverInTime({ config, state }: SimulatedNode, trueUs: number): void {
    if (state !== 'backup' || this.state !== 'backup') return;
    const skew = skewUs(config, effectiveOf(this.router), this.#bounds.mostIntervalCs);
    const downUs = config.downTimerAdverts * this.#bounds.mostIntervalCs * US_PER_CS + skew;
    const left = this.#leftForSureUs;
    const dueUs = left === 'no' ? this.#armedUs + downUs : Math.max(left, this.#disturbedUs) + skew;
    if (this.#nowUs - dueUs <= GRACE_US) return;
    const why = left === 'no' ? 'it heard nobody' : 'the master left';
    this.#fail('takeover-in-time', trueUs, `${why} and it did not take over, ${this.#nowUs - dueUs} us late`);
  }

  #neverPauses(node: SimulatedNode, trueUs: number): void {
    if (node.state !== 'master' || node.link === 'down' || fitnessOf(node) === 'failing') return;
    const silentUs = this.#nowUs - this.#spokeUs;
    if (this.isSure(trueUs) && silentUs > node.config.advertIntervalCs * US_PER_CS + GRACE_US)
      this.#fail('master-never-pauses', trueUs, `no advert for ${silentUs} us`);
  }

  #statusIsTrue(node: SimulatedNode, said: readonly FromDataplane[], trueUs: number): void {
    let { state } = this;
    for (const message of said) {
      if (message.type === 'transition') state = message.to;
      const [shown] = message.type === 'snapshot' ? message.instances : [];
      if (shown === undefined) continue;
      this.#toldUs = this.#nowUs;
      if (shown.state !== state) this.#fail('status-is-true', trueUs, `shows ${shown.state}, is ${state}`);
      if (state !== node.state || !this.isSure(trueUs)) continue;
      const worth = node.state === 'master' ? inForceOf(node) : effectiveOf(node);
      if (shown.effectivePriority !== worth)
        this.#fail('status-is-true', trueUs, `shows priority ${shown.effectivePriority}, has ${worth}`);
      if (shown.faults.length > 0 !== (fitnessOf(node) !== 'fit'))
        this.#fail('status-is-true', trueUs, `shows the faults "${shown.faults.join()}", is ${fitnessOf(node)}`);
    }
    const isOverdue = this.#movedUs > this.#toldUs && this.#nowUs - this.#movedUs > SNAPSHOT_US + GRACE_US;
    if (isOverdue && this.isSure(trueUs)) this.#fail('status-is-true', trueUs, 'it is older than a second');
  }

  #fail(property: Property, trueUs: number, what: string): never {
    throw new Violation(property, trueUs, `${this.router.host.address} ${what}`);
  }
}
