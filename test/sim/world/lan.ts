import { isMulticast, type IpAddress } from '../../../src/model/address.ts';
import type { OutgoingPacket } from '../../../src/ports/network.ts';
import { type Device, type OwnAddresses, SimulatedHost } from './host.ts';
import { SimulatedTime } from './time.ts';

const LATENCY_US = 50;

/** What goes wrong with packets on their way. Shares of 1; `random` draws from 0 to 1. */
export interface Noise {
  readonly loss: number;
  readonly duplication: number;
  /** Share of packets that are late, by up to `longestDelayUs`: they arrive out of order. */
  readonly delay: number;
  readonly longestDelayUs: number;
  readonly random: () => number;
}

interface End {
  readonly host: SimulatedHost;
  readonly device: Device;
}

/** Two segments: what is sent to the group reaches every other host of a segment, what is sent to an address its host. */
export class SimulatedLan {
  readonly time = new SimulatedTime();
  readonly hosts: SimulatedHost[] = [];
  /** All that was sent, for the test to read and to empty. */
  readonly wire: { readonly from: string; readonly device: Device; readonly packet: OutgoingPacket }[] = [];
  latencyUs = LATENCY_US;
  noise: Noise | 'none' = 'none';
  /** Directions in which nothing passes: {@link SimulatedLan.direction}. */
  readonly cut = new Set<string>();
  /** When the last packet arrives that was late or came twice. */
  disturbedUntilUs = -Infinity;

  host(address: string, own?: OwnAddresses): SimulatedHost {
    const host = new SimulatedHost(this, address as IpAddress, own);
    this.hosts.push(host);
    return host;
  }

  static direction(from: string, to: string, device: Device): string {
    return `${from}>${to} ${device}`;
  }

  deliver(from: SimulatedHost, device: Device, packet: OutgoingPacket): void {
    this.wire.push({ from: from.address, device, packet });
    const isForAll = isMulticast(packet.destination);
    for (const host of this.hosts) {
      if (host === from || host.side !== from.side || !(isForAll || host.owns(packet.destination, device))) continue;
      if (this.cut.size > 0 && this.cut.has(SimulatedLan.direction(from.address, host.address, device))) continue;
      this.#carry({ host, device }, packet);
    }
  }

  #carry(to: End, packet: OutgoingPacket): void {
    if (this.noise === 'none') return this.#arrive(to, packet, this.latencyUs);
    const { loss, duplication, delay, longestDelayUs, random } = this.noise;
    const delayUs = (): number => this.latencyUs + (random() < delay ? Math.floor(random() * longestDelayUs) : 0);
    if (random() >= loss) this.#arrive(to, packet, delayUs());
    if (random() < duplication) this.#arrive(to, packet, delayUs());
  }

  #arrive({ host, device }: End, packet: OutgoingPacket, delayUs: number): void {
    this.time.after(delayUs, () => host.receive(packet, device));
    if (this.noise !== 'none') this.disturbedUntilUs = Math.max(this.disturbedUntilUs, this.time.nowUs + delayUs);
  }
}
