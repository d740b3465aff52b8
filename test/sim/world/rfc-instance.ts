import type { IpFamily } from '../../../src/model/address.ts';
import type { Link, ReceivedPacket, VrrpSocket } from '../../../src/ports/network.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { VrrpState } from '../../../src/vrrp/state.ts';
import type { SimulatedHost } from './host.ts';
import type { SimulatedInstance } from './instance.ts';
import { octetsOf, type RfcAdvert, rfcMessage, rfcRead } from './rfc-packet.ts';

const CS_US = 10_000;
const SECOND_US = 1_000_000;

/** Whether the first address is the greater one, as numbers without sign. */
function isGreater(one: string, other: string): boolean {
  const [a, b] = [octetsOf(one), octetsOf(other)];
  const at = a.findIndex((octet, place) => octet !== b[place]);
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0);
}

/** One virtual router of a host that knows the RFCs only. */
export class RfcInstance {
  socket: VrrpSocket | undefined;
  /** On its host's clock; `Infinity`: none. */
  timerUs = Infinity;
  readonly #of: SimulatedInstance;
  readonly #timerChanged: () => void;
  #masterIntervalCs = 0;

  constructor(of: SimulatedInstance, timerChanged: () => void) {
    this.#of = of;
    this.#timerChanged = timerChanged;
  }

  get #config(): InstanceConfig {
    return this.#of.config;
  }

  get #host(): SimulatedHost {
    return this.#of.router.host;
  }

  get #state(): VrrpState {
    return this.#of.state;
  }

  get #priority(): number {
    const { basePriority, trackedChecks } = this.#config;
    if (basePriority === 255) return 255;
    let sum: number = basePriority;
    for (const { name, weight } of trackedChecks) if (this.#isUp(name) === weight > 0) sum += weight;
    return Math.min(254, Math.max(1, sum));
  }

  get #isFaulty(): boolean {
    const failed = this.#config.trackedChecks.some(({ name, weight }) => weight === 0 && !this.#isUp(name));
    return failed || this.#of.link === 'down';
  }

  isOn(link: Link, family: IpFamily): boolean {
    return this.#of.device === link.name && this.#config.family === family;
  }

  /** Where a router goes that is started or has no fault any more. */
  enter(): void {
    this.#masterIntervalCs = this.#config.advertIntervalCs;
    if (this.#isFaulty) return this.#fail();
    if (this.#config.basePriority === 255) return this.#becomeMaster();
    this.#of.state = 'backup';
    this.#arm(this.#masterDownUs());
  }

  look(): void {
    if (this.#isFaulty && this.#state !== 'fault') this.#fail();
    else if (!this.#isFaulty && this.#state === 'fault') this.enter();
  }

  leave(): void {
    if (this.#state === 'master') this.#send(0);
  }

  end(): void {
    this.#of.state = 'init';
    this.timerUs = Infinity;
  }

  onTimer(): void {
    if (this.#state === 'backup') return this.#becomeMaster();
    if (this.#state === 'master') this.#assert();
  }

  receive({ payload, ttl, source, destination }: ReceivedPacket): void {
    const advert = rfcRead(this.#config, payload, ttl, { source, destination });
    if (advert === undefined) return;
    if (this.#state === 'backup') this.#asBackup(advert);
    else if (this.#state === 'master') this.#asMaster(advert, source);
  }

  #isUp(name: string): boolean {
    return this.#of.router.healthOf(name) === 'up';
  }

  /** Skew_Time. */
  #skewUs(): number {
    const wholeUs = this.#config.version === 2 ? SECOND_US : this.#masterIntervalCs * CS_US;
    return Math.floor(((256 - this.#priority) * wholeUs) / 256);
  }

  #masterDownUs(): number {
    return this.#config.downTimerAdverts * this.#masterIntervalCs * CS_US + this.#skewUs();
  }

  #arm(us: number): void {
    this.timerUs = this.#host.clock.nowUs() + us;
    this.#timerChanged();
  }

  #fail(): void {
    if (this.#state === 'master') {
      this.#send(0);
      this.#send(0);
      this.#release();
    }
    this.#of.state = 'fault';
    this.#arm(Infinity);
  }

  #becomeMaster(): void {
    this.#of.state = 'master';
    this.#masterIntervalCs = this.#config.advertIntervalCs;
    this.#send(this.#priority);
    const links = this.#host.links();
    const link = links.ok ? links.value.find(({ name }) => name === this.#of.device) : undefined;
    if (link !== undefined) for (const vip of this.#config.vips) this.#host.addAddress(vip, link);
    this.#arm(this.#config.advertIntervalCs * CS_US);
  }

  #release(): void {
    for (const vip of this.#config.vips) this.#host.removeAddress(vip);
  }

  #assert(): void {
    this.#send(this.#priority);
    this.#arm(this.#config.advertIntervalCs * CS_US);
  }

  /** RFC 9568 6.4.2. */
  #asBackup({ priority, advertIntervalCs }: RfcAdvert): void {
    if (priority === 0) return this.#arm(this.#skewUs());
    const preempts = this.#config.preempt === 'preempt' || this.#config.basePriority === 255;
    if (preempts && priority < this.#priority) return;
    this.#masterIntervalCs = advertIntervalCs;
    this.#arm(this.#masterDownUs());
  }

  /** RFC 9568 6.4.3; version 2 does not answer a lower priority (RFC 3768 6.4.3). */
  #asMaster({ priority, advertIntervalCs }: RfcAdvert, source: string): void {
    if (priority === 0) return this.#assert();
    const isEqual = priority === this.#priority;
    if (priority > this.#priority || (isEqual && isGreater(source, this.#of.address))) {
      this.#of.state = 'backup';
      this.#release();
      this.#masterIntervalCs = advertIntervalCs;
      return this.#arm(this.#masterDownUs());
    }
    if (this.#config.version === 3) this.#assert();
  }

  #send(priority: number): void {
    const { cast } = this.#config;
    const { address: source } = this.#of;
    const destinations = cast.mode === 'multicast' ? [cast.group] : cast.peers.map(({ address }) => address);
    for (const destination of destinations) {
      const payload = rfcMessage(this.#config, priority, { source, destination });
      this.socket?.send({ source, destination, ttl: 255, payload });
    }
  }
}
