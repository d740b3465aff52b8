import { VRRP_GROUPS } from '../../../src/model/address.ts';
import type { Link, ReceivedPacket, VrrpSocket } from '../../../src/ports/network.ts';
import type { VrrpState } from '../../../src/vrrp/state.ts';
import { type NodeConfig, SimulatedRouter } from './router.ts';
import { type RfcAdvert, rfcMessage, rfcRead } from './rfc-packet.ts';

const CS_US = 10_000;
const SECOND_US = 1_000_000;

const order = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

/**
 * A router that knows the RFCs and nothing else, written apart from src/vrrp: a model of keepalived, with its priority
 * tracking, its FAULT and the two adverts of priority 0 that it says then.
 */
export class RfcPeer extends SimulatedRouter {
  state: VrrpState = 'init';
  #socket: VrrpSocket | undefined;
  #masterIntervalCs = 0;
  #timerUs = Infinity;

  get #priority(): number {
    const { basePriority, trackedChecks } = this.config;
    if (basePriority === 255) return 255;
    const points = trackedChecks.map(({ name, weight }) => {
      const isUp = this.healthOf(name) === 'up';
      return isUp === weight > 0 ? weight : 0;
    });
    return Math.min(
      254,
      Math.max(
        1,
        points.reduce((sum, each) => sum + each, basePriority),
      ),
    );
  }

  get #isFaulty(): boolean {
    const failed = this.config.trackedChecks.some(({ name, weight }) => weight === 0 && this.healthOf(name) !== 'up');
    return failed || this.link === 'down';
  }

  start(): void {
    if (this.power === 'on') return;
    this.power = 'on';
    this.host.onChange((change) => {
      if (change.type === 'link') this.#look();
    });
    const links = this.host.links();
    const [link] = links.ok ? links.value : [];
    if (link !== undefined) this.#listen(link);
    this.#enter();
  }

  crash(): void {
    if (this.power === 'off') return;
    this.power = 'off';
    this.state = 'init';
    this.host.crash();
  }

  stop(): void {
    if (this.power === 'off') return;
    this.host.reach(() => {
      if (this.state === 'master') this.#send(0);
      this.crash();
    });
  }

  reload(config: NodeConfig): void {
    this.host.reach(() => {
      this.config = SimulatedRouter.configOf(config);
      this.#look();
    });
  }

  setMaintenance(): void {}

  muteChecks(): void {}

  protected checkRan(): void {
    this.host.reach(() => this.#look());
  }

  #listen(link: Link): void {
    const opened = this.host.openVrrpSocket(link, 4, (packet) => this.#receive(packet));
    if (opened.ok) this.#socket = opened.value;
    if (opened.ok) opened.value.join(VRRP_GROUPS[4]);
  }

  /** Skew_Time. */
  #skewUs(): number {
    const wholeUs = this.config.version === 2 ? SECOND_US : this.#masterIntervalCs * CS_US;
    return Math.floor(((256 - this.#priority) * wholeUs) / 256);
  }

  #masterDownUs(): number {
    return this.config.downTimerAdverts * this.#masterIntervalCs * CS_US + this.#skewUs();
  }

  #arm(us: number): void {
    this.#timerUs = this.host.clock.nowUs() + us;
    this.host.clock.wakeAt(this.#timerUs, () => this.#onTimer());
  }

  /** Where a router goes that is started or has no fault any more. */
  #enter(): void {
    this.#masterIntervalCs = this.config.advertIntervalCs;
    if (this.#isFaulty) return this.#fail();
    if (this.config.basePriority === 255) return this.#becomeMaster();
    this.state = 'backup';
    this.#arm(this.#masterDownUs());
  }

  #fail(): void {
    if (this.state === 'master') {
      this.#send(0);
      this.#send(0);
      this.#release();
    }
    this.state = 'fault';
    this.host.clock.wakeAt(Infinity, () => {});
  }

  /** After something on this host changed. */
  #look(): void {
    if (this.power === 'off') return;
    if (this.#isFaulty && this.state !== 'fault') this.#fail();
    else if (!this.#isFaulty && this.state === 'fault') this.#enter();
  }

  #becomeMaster(): void {
    this.state = 'master';
    this.#masterIntervalCs = this.config.advertIntervalCs;
    this.#send(this.#priority);
    for (const vip of this.config.vips) this.host.addAddress(vip);
    this.#arm(this.config.advertIntervalCs * CS_US);
  }

  #release(): void {
    for (const vip of this.config.vips) this.host.removeAddress(vip);
  }

  #onTimer(): void {
    if (this.state === 'backup') return this.#becomeMaster();
    if (this.state === 'master') this.#assert();
  }

  #assert(): void {
    this.#send(this.#priority);
    this.#arm(this.config.advertIntervalCs * CS_US);
  }

  #receive({ payload, ttl, source, destination }: ReceivedPacket): void {
    const advert = rfcRead(this.config, payload, ttl, { source, destination });
    if (advert === undefined) return;
    if (this.state === 'backup') this.#asBackup(advert);
    if (this.state === 'master') this.#asMaster(advert, source);
  }

  /** RFC 9568 6.4.2. */
  #asBackup({ priority, advertIntervalCs }: RfcAdvert): void {
    if (priority === 0) return this.#arm(this.#skewUs());
    const preempts = this.config.preempt === 'preempt' || this.config.basePriority === 255;
    if (preempts && priority < this.#priority) return;
    this.#masterIntervalCs = advertIntervalCs;
    this.#arm(this.#masterDownUs());
  }

  /** RFC 9568 6.4.3; version 2 does not answer a lower priority (RFC 3768 6.4.3). */
  #asMaster({ priority, advertIntervalCs }: RfcAdvert, source: string): void {
    if (priority === 0) return this.#assert();
    const isHigher =
      priority > this.#priority || (priority === this.#priority && order(source) > order(this.host.address));
    if (!isHigher) {
      if (this.config.version === 3) this.#assert();
      return;
    }
    this.state = 'backup';
    this.#release();
    this.#masterIntervalCs = advertIntervalCs;
    this.#arm(this.#masterDownUs());
  }

  #send(priority: number): void {
    const { cast } = this.config;
    const source = this.host.address;
    const destinations = cast.mode === 'multicast' ? [cast.group] : cast.peers.map(({ address }) => address);
    for (const destination of destinations) {
      const payload = rfcMessage(this.config, priority, { source, destination });
      this.#socket?.send({ source, destination, ttl: 255, payload });
    }
  }
}
