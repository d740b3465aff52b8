import type { IpAddress } from '../../../src/model/address.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { VrrpState } from '../../../src/vrrp/state.ts';
import { deviceOf, sourceOf } from './addressing.ts';
import type { Device } from './host.ts';
import type { SimulatedRouter } from './router.ts';

/** The part that one host has in one virtual router. */
export class SimulatedInstance {
  readonly router: SimulatedRouter;
  readonly device: Device;
  /** The source of its adverts, which no reload of a plan changes. */
  readonly address: IpAddress;
  config: InstanceConfig;
  state: VrrpState = 'init';

  constructor(router: SimulatedRouter, config: InstanceConfig) {
    this.router = router;
    this.config = config;
    this.device = deviceOf(config);
    this.address = sourceOf(config, router.host.address);
  }

  get link(): 'up' | 'down' {
    return this.router.linkOf(this.device);
  }

  /** Itself, or all members of its sync group. */
  get fellows(): readonly SimulatedInstance[] {
    return this.router.grouping === 'together' ? this.router.instances : [this];
  }

  /** Whether its host runs and has its first address. */
  holds(): boolean {
    const [vip] = this.config.vips;
    return this.router.power === 'on' && vip !== undefined && this.router.host.holds(vip.address);
  }

  toString(): string {
    return `${this.router.host.address} ${this.config.name}`;
  }
}
