import { VRRP_GROUPS } from '../../../src/model/address.ts';
import type { Link, ReceivedPacket } from '../../../src/ports/network.ts';
import { RfcInstance } from './rfc-instance.ts';
import type { SimulatedLan } from './lan.ts';
import { type NodeConfig, type RouterSetup, SimulatedRouter } from './router.ts';

/**
 * A router that knows the RFCs and nothing else, written apart from src/vrrp: a model of keepalived, with its priority
 * tracking, its FAULT and the two adverts of priority 0 that it says then.
 */
export class RfcPeer extends SimulatedRouter {
  readonly #parts: readonly RfcInstance[];

  constructor(lan: SimulatedLan, address: string, setup: RouterSetup) {
    super(lan, address, setup);
    this.#parts = this.instances.map((instance) => new RfcInstance(instance, () => this.#setAlarm()));
  }

  start(): void {
    if (this.power === 'on') return;
    this.power = 'on';
    this.host.onChange((change) => {
      if (change.type === 'link') this.#look();
    });
    const links = this.host.links();
    for (const link of links.ok ? links.value : []) this.#listen(link);
    for (const part of this.#parts) part.enter();
  }

  crash(): void {
    if (this.power === 'off') return;
    this.power = 'off';
    for (const part of this.#parts) part.end();
    this.host.crash();
  }

  stop(): void {
    if (this.power === 'off') return;
    this.host.reach(() => {
      for (const part of this.#parts) part.leave();
      this.crash();
    });
  }

  reload(configs: readonly NodeConfig[]): void {
    this.host.reach(() => {
      this.adopt(configs);
      this.#look();
    });
  }

  setMaintenance(): void {}

  muteChecks(): void {}

  protected checkRan(): void {
    this.host.reach(() => this.#look());
  }

  #listen(link: Link): void {
    for (const family of [4, 6] as const) {
      const receive = (packet: ReceivedPacket): void => {
        for (const part of this.#parts) if (part.isOn(link, family)) part.receive(packet);
      };
      const opened = this.host.openVrrpSocket(link, family, receive);
      if (!opened.ok) continue;
      opened.value.join(VRRP_GROUPS[family]);
      for (const part of this.#parts) if (part.isOn(link, family)) part.socket = opened.value;
    }
  }

  /** After something on this host changed. */
  #look(): void {
    if (this.power === 'on') for (const part of this.#parts) part.look();
  }

  #setAlarm(): void {
    const atUs = Math.min(...this.#parts.map(({ timerUs }) => timerUs));
    this.host.clock.wakeAt(atUs, () => this.#onTime());
  }

  #onTime(): void {
    const nowUs = this.host.clock.nowUs();
    for (const part of this.#parts) if (part.timerUs <= nowUs) part.onTimer();
  }
}
