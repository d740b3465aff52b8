import type { FromDataplane } from '../../../src/ipc/messages.ts';
import { compareAddresses } from '../../../src/model/address.ts';
import { causeText } from '../../../src/vrrp/words.ts';
import type { OutgoingPacket } from '../../../src/ports/network.ts';
import type { Cause, VrrpState } from '../../../src/vrrp/state.ts';
import type { SimulatedInstance } from '../world/instance.ts';
import { SimulatedNode } from '../world/node.ts';
import { type Bounds, effectiveOf, fitnessOf, inForceOf, preempts, skewUs } from './oracle.ts';
import { type Property, Violation } from './violation.ts';

const US_PER_CS = 10_000;
/** Rounding of clocks that run faster or slower. */
const ROUNDING_US = 2;
const GRACE_US = 1000;
const SNAPSHOT_US = 1_000_000;

export type Transition = Extract<FromDataplane, { type: 'transition' }>;

/** A master that leaves for these reasons tells the others; to the winner of an election it says nothing. */
const TOLD_CAUSES: ReadonlySet<string> = new Set(['shutdown', 'removed', 'fault', 'vipTaken']);

/** Of the member of the sync group that went first. */
const firstCause = (cause: Cause): Cause => (cause.kind === 'sync' ? firstCause(cause.because) : cause);

const isVipTaken = ({ cause }: Transition): boolean => firstCause(cause).kind === 'vipTaken';

/** What one instance did in a step. */
export interface Did {
  readonly adverts: readonly OutgoingPacket[];
  readonly said: readonly FromDataplane[];
  readonly announced: readonly string[];
}

/** One instance under the eyes of the referee: what it heard and did, in the time of its host's clock. */
export class Watched {
  readonly instance: SimulatedInstance;
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
  /** True time until which it cannot know yet what the oracle knows. */
  #unsureUntilUs = -Infinity;

  constructor(instance: SimulatedInstance, bounds: Bounds, addresses: ReadonlySet<string>) {
    this.instance = instance;
    this.#bounds = bounds;
    this.#addresses = addresses;
  }

  get #nowUs(): number {
    return this.instance.router.host.clock.nowUs();
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
    const { config } = this.instance;
    if (priority === 0) {
      if (this.state === 'backup') this.#hearGoodbye();
      return;
    }
    const mustObey = this.#mustObey(priority);
    if (mustObey) this.#leftUs = 'no';
    if (!mustObey && config.preemptDelayMs === 0 && config.knownNodes.length === 0) return;
    this.#armedUs = this.#nowUs;
    this.#leftForSureUs = 'no';
  }

  /** Whoever has waited for a goodbye already, and only waits for its sync group, does not wait for another. */
  #hearGoodbye(): void {
    const { config } = this.instance;
    const skew = skewUs(config, effectiveOf(this.instance), this.#bounds.leastIntervalCs);
    if (this.#leftUs === 'no' || this.#nowUs - this.#leftUs < skew) this.#leftUs = this.#nowUs;
    this.#leftForSureUs = this.#nowUs;
  }

  /** After every step of its host; when nothing happens there, now and then. */
  check(did: Did, trueUs: number): void {
    const { state, router } = this.instance;
    if (did.adverts.length > 0 || state !== this.state) this.#spokeUs = this.#nowUs;
    if (router instanceof SimulatedNode) this.#checkNode(router, did, trueUs);
    const before = this.state;
    this.#adopt(trueUs);
    // Whoever lost the address waits for its skew time only.
    const [entered] = this.#transitionsOf(did);
    if (before === 'master' && this.state === 'backup' && entered !== undefined && isVipTaken(entered))
      [this.#leftUs, this.#leftForSureUs] = [this.#nowUs, this.#nowUs];
  }

  /** Whether it has to be what the oracle says: its host runs, and has been told. */
  isSure(trueUs: number): boolean {
    const { power, host } = this.instance.router;
    return power === 'on' && !host.asleep && trueUs > this.#unsureUntilUs && !this.instance.router.isAboutToExpire();
  }

  /** For how long a backup could have taken over, were it alone; `Infinity` for a master, negative: it has to wait. */
  overdueUs(): number {
    const { config, state } = this.instance;
    if (state === 'master') return Infinity;
    if (state !== 'backup' || this.state !== 'backup') return -Infinity;
    const skew = skewUs(config, effectiveOf(this.instance), this.#bounds.mostIntervalCs);
    const downUs = config.downTimerAdverts * this.#bounds.mostIntervalCs * US_PER_CS + skew;
    const left = this.#leftForSureUs;
    const dueUs = left === 'no' ? this.#armedUs + downUs : Math.max(left, this.#disturbedUs) + skew;
    return this.#nowUs - dueUs - GRACE_US;
  }

  #mustObey(priority: number): boolean {
    return priority >= effectiveOf(this.instance) || !preempts(this.instance.config);
  }

  #transitionsOf({ said }: Did): readonly Transition[] {
    return said.filter((message) => message.type === 'transition');
  }

  #adopt(trueUs: number): void {
    const { state, router } = this.instance;
    if (state === this.state) return;
    this.#movedUs = this.#nowUs;
    if (state === 'backup') {
      [this.#obeyedUs, this.#armedUs] = [this.#nowUs, this.#nowUs];
      [this.#leftUs, this.#leftForSureUs] = ['no', 'no'];
    }
    if (router.host.asleep) this.#unsureUntilUs = trueUs + GRACE_US;
    this.state = state;
  }

  #checkNode({ host, power }: SimulatedNode, did: Did, trueUs: number): void {
    const transitions = this.#transitionsOf(did);
    this.#onlyMastersSpeak(did.adverts, trueUs);
    if (transitions.length === 1) for (const each of transitions) this.#checkTransition(each, did, trueUs);
    if (did.announced.some((address) => !host.holds(address)))
      this.#fail('announces-what-it-has', trueUs, `announced ${did.announced.join(' ')} without having them`);
    if (power === 'off' || host.asleep) return;
    this.#addressIsMasters(trueUs);
    this.#neverPauses(trueUs);
    this.#statusIsTrue(did.said, trueUs);
    if (this.isSure(trueUs) && this.instance.state === 'master' && fitnessOf(this.instance) === 'unfit')
      this.#fail('unfit-serves-nobody', trueUs, 'is master although its checks or its link forbid it');
  }

  #checkTransition({ from, to, cause }: Transition, did: Did, trueUs: number): void {
    const isLesser = cause.kind === 'higherAddress' && compareAddresses(cause.from, this.instance.address) <= 0;
    if (isLesser || (cause.kind === 'higherPriority' && cause.theirs <= cause.ours))
      this.#fail('yields-to-the-better', trueUs, `stepped down: ${causeText(cause)}`);
    if (to === 'master' && from !== 'master') this.#takesOverRightly(from, cause.kind, did, trueUs);
    if (from === 'master' && to !== 'master') this.#saysGoodbye(firstCause(cause).kind, did, trueUs);
  }

  #takesOverRightly(from: VrrpState, why: string, did: Did, trueUs: number): void {
    const { config } = this.instance;
    const least = this.#bounds.leastIntervalCs;
    const downUs = config.downTimerAdverts * least * US_PER_CS;
    const isUndisturbed = (sinceUs: number): boolean => this.#disturbedUs < sinceUs;
    const skew = (sinceUs: number): number =>
      isUndisturbed(sinceUs) ? skewUs(config, effectiveOf(this.instance), least) - ROUNDING_US : 0;
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

  #saysGoodbye(why: string, { adverts }: Did, trueUs: number): void {
    const { config, link } = this.instance;
    const zeros = this.#toOne(adverts).filter(({ payload }) => payload[2] === 0).length;
    const most = TOLD_CAUSES.has(why) ? 1 : 0;
    const mustBe = most === 1 && link === 'up' && config.allBad === 'release' && trueUs > this.#unsureUntilUs;
    if (zeros < (mustBe ? 1 : 0) || zeros > most)
      this.#fail('one-goodbye', trueUs, `left because of ${why} with ${zeros} adverts of priority 0`);
  }

  /** A unicast advert goes to every peer: one of them is enough to count. */
  #toOne(adverts: readonly OutgoingPacket[]): readonly OutgoingPacket[] {
    return adverts.filter(({ destination }) => destination === adverts[0]?.destination);
  }

  #onlyMastersSpeak(adverts: readonly OutgoingPacket[], trueUs: number): void {
    const { config, state } = this.instance;
    const isLastWord = this.state === 'master' && config.onHigherPriority === 'advertise';
    for (const { payload } of adverts) {
      const [first = 0, vrid, priority = 0, count] = payload;
      if (priority > 0 && state !== 'master' && !isLastWord)
        this.#fail('only-masters-speak', trueUs, `spoke as ${state}`);
      if (priority === 0 && this.state !== 'master') this.#fail('one-goodbye', trueUs, `said it as ${this.state}`);
      const isWhole = first >> 4 === config.version && vrid === config.vrid && count === config.vips.length;
      if (!isWhole && this.isSure(trueUs))
        this.#fail('only-masters-speak', trueUs, 'sent an advert that is not of its configuration');
      if (priority > 0 && this.isSure(trueUs) && priority !== inForceOf(this.instance) && !isLastWord)
        this.#fail('only-masters-speak', trueUs, `said ${priority} and is worth ${inForceOf(this.instance)}`);
    }
  }

  #addressIsMasters(trueUs: number): void {
    if (!this.isSure(trueUs)) return;
    const { config, state, router } = this.instance;
    for (const address of this.#addresses) {
      const isWanted = state === 'master' && config.vips.some((vip) => vip.address === address);
      if (router.host.holds(address) === isWanted) continue;
      this.#fail('address-is-masters', trueUs, `is ${state} and ${isWanted ? 'has not' : 'has'} ${address}`);
    }
  }

  #neverPauses(trueUs: number): void {
    const { config, state, link } = this.instance;
    if (state !== 'master' || link === 'down' || fitnessOf(this.instance) === 'failing') return;
    const silentUs = this.#nowUs - this.#spokeUs;
    if (this.isSure(trueUs) && silentUs > config.advertIntervalCs * US_PER_CS + GRACE_US)
      this.#fail('master-never-pauses', trueUs, `no advert for ${silentUs} us`);
  }

  #statusIsTrue(said: readonly FromDataplane[], trueUs: number): void {
    let { state } = this;
    for (const message of said) {
      if (message.type === 'transition') state = message.to;
      if (message.type === 'snapshot') this.#isTrue(message, state, trueUs);
    }
    const isOverdue = this.#movedUs > this.#toldUs && this.#nowUs - this.#movedUs > SNAPSHOT_US + GRACE_US;
    if (isOverdue && this.isSure(trueUs)) this.#fail('status-is-true', trueUs, 'shows what is older than a second');
  }

  #isTrue({ instances }: Extract<FromDataplane, { type: 'snapshot' }>, state: VrrpState, trueUs: number): void {
    const { instance } = this;
    const shown = instances.find(({ name }) => name === instance.config.name);
    if (shown === undefined) return;
    this.#toldUs = this.#nowUs;
    if (shown.state !== state) this.#fail('status-is-true', trueUs, `shows ${shown.state}, is ${state}`);
    if (state !== instance.state || !this.isSure(trueUs)) return;
    const worth = state === 'master' ? inForceOf(instance) : effectiveOf(instance);
    if (shown.effectivePriority !== worth)
      this.#fail('status-is-true', trueUs, `shows priority ${shown.effectivePriority}, has ${worth}`);
    if (shown.faults.length > 0 !== (fitnessOf(instance) !== 'fit'))
      this.#fail('status-is-true', trueUs, `shows the faults "${shown.faults.join()}", is ${fitnessOf(instance)}`);
  }

  #fail(property: Property, trueUs: number, what: string): never {
    throw new Violation(property, trueUs, `${this.instance} ${what}`);
  }
}
