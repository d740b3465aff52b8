/** Virtual routers on one network that loses nothing and delays every advert by the same time. */
import type { IpAddress } from '../../../src/model/address.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { Instance, VrrpEvent } from '../../../src/vrrp/state.ts';
import { createInstance, step } from '../../../src/vrrp/step.ts';
import { dueTimers, nextDeadlineUs } from '../../../src/vrrp/timers.ts';
import { caseTracking } from './cases.ts';

export interface Station {
  readonly config: InstanceConfig;
  readonly address: IpAddress;
  readonly startUs: number;
}

interface Delivery {
  readonly atUs: number;
  readonly to: number;
  readonly event: VrrpEvent;
}

export class Lan {
  readonly routers: Instance[];
  nowUs = 0;
  readonly #delayUs: number;
  readonly #deliveries: Delivery[];

  constructor(stations: readonly Station[], delayUs: number) {
    this.#delayUs = delayUs;
    this.routers = stations.map(({ config, address }) => createInstance(config, caseTracking(config), address));
    this.#deliveries = stations.map(({ startUs }, to) => ({ atUs: startUs, to, event: { type: 'start' } }));
  }

  masters(): readonly Instance[] {
    return this.routers.filter(({ state }) => state === 'master');
  }

  /** Everything up to and including a moment; what arrives is read before timers of the same moment. */
  runUntil(untilUs: number): void {
    for (;;) {
      const deliveryUs = Math.min(...this.#deliveries.map(({ atUs }) => atUs));
      const timerUs = Math.min(...this.routers.map(nextDeadlineUs));
      const nextUs = Math.min(deliveryUs, timerUs);
      if (nextUs > untilUs) break;
      this.nowUs = Math.max(this.nowUs, nextUs);
      if (deliveryUs <= timerUs) this.#deliver(deliveryUs);
      else this.#serve();
    }
    this.nowUs = untilUs;
  }

  #deliver(atUs: number): void {
    const index = this.#deliveries.findIndex((delivery) => delivery.atUs === atUs);
    for (const { to, event } of this.#deliveries.splice(index, 1)) this.#feed(to, event);
  }

  #serve(): void {
    const at = this.routers.findIndex((router) => nextDeadlineUs(router) <= this.nowUs);
    const [router] = this.routers.slice(at, at + 1);
    const [timer] = router === undefined ? [] : dueTimers(router, this.nowUs);
    if (timer !== undefined) this.#feed(at, { type: 'timer', timer });
  }

  #feed(to: number, event: VrrpEvent): void {
    const [before] = this.routers.slice(to, to + 1);
    if (before === undefined) return;
    const { instance, actions } = step(before, event, this.nowUs);
    this.routers[to] = instance;
    for (const action of actions) if (action.type === 'sendAdvert') this.#send(to, instance, action.priority);
  }

  #send(sender: number, { config, sourceAddress }: Instance, priority: InstanceConfig['basePriority']): void {
    if (sourceAddress === 'none') throw new Error(`(${config.name}) sent an advert without a source address`);
    const { version, vrid, advertIntervalCs } = config;
    const event: VrrpEvent = {
      type: 'advert',
      from: sourceAddress,
      advert: { version, vrid, priority, advertIntervalCs, addresses: config.vips.map(({ address }) => address) },
    };
    for (const to of this.routers.keys()) {
      if (to !== sender) this.#deliveries.push({ atUs: this.nowUs + this.#delayUs, to, event });
    }
  }
}
