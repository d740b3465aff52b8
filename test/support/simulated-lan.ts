import type { IpAddress } from '../../src/model/address.ts';
import { addressBytes } from '../../src/model/address.ts';
import type { Vip } from '../../src/model/instance.ts';
import { err, ok, type Result } from '../../src/model/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  InterfaceAddress,
  Link,
  Network,
  NetworkChange,
  OutgoingPacket,
  ReceivedPacket,
  VrrpSocket,
} from '../../src/ports/network.ts';
import type { SystemError } from '../../src/ports/system-error.ts';

/** A clock that moves only when told; alarms ring in order of time. */
export class SimulatedTime {
  #nowUs = 1_000_000;
  readonly #alarms = new Map<object, { readonly atUs: number; readonly wake: () => void }>();

  clock(): Clock {
    const owner = {};
    return {
      nowUs: () => this.#nowUs,
      wallMs: () => Math.round(this.#nowUs / 1000),
      wakeAt: (atUs, wake) => {
        if (atUs === Infinity) this.#alarms.delete(owner);
        else this.#alarms.set(owner, { atUs, wake });
      },
    };
  }

  /** Once, `us` from now. Deliveries go through here: nothing arrives while its sender is still at work. */
  after(us: number, wake: () => void): void {
    this.#alarms.set({}, { atUs: this.#nowUs + us, wake });
  }

  /** Runs all that is due within the next `us` microseconds. */
  advance(us: number): void {
    const endUs = this.#nowUs + us;
    for (let rung = 0; rung < 1_000_000; rung++) {
      const next = [...this.#alarms].toSorted(([, a], [, b]) => a.atUs - b.atUs)[0];
      if (next === undefined || next[1].atUs > endUs) break;
      const [owner, alarm] = next;
      this.#alarms.delete(owner);
      this.#nowUs = Math.max(this.#nowUs, alarm.atUs);
      alarm.wake();
    }
    this.#nowUs = endUs;
  }
}

const DELAY_US = 50;

/** A segment that delivers every packet to every other host that listens. */
export class SimulatedLan {
  readonly time = new SimulatedTime();
  readonly hosts: SimulatedHost[] = [];
  readonly wire: { readonly from: string; readonly packet: OutgoingPacket }[] = [];

  host(address: string): SimulatedHost {
    const host = new SimulatedHost(this, address as IpAddress);
    this.hosts.push(host);
    return host;
  }

  deliver(from: SimulatedHost, packet: OutgoingPacket): void {
    this.wire.push({ from: from.address, packet });
    this.time.after(DELAY_US, () => {
      for (const host of this.hosts) if (host !== from && host.side === from.side) host.receive(packet);
    });
  }
}

/** One host with one interface `eth0`, as the dataplane sees it. */
export class SimulatedHost implements Network {
  readonly address: IpAddress;
  readonly announced: IpAddress[] = [];
  /** Hosts on different sides of a broken switch do not hear each other, and nobody's link is down. */
  side = 'whole';
  refuseAddresses: SystemError | 'no' = 'no';
  refuseListening: SystemError | 'no' = 'no';
  refuseSending: SystemError | 'no' = 'no';
  readonly #lan: SimulatedLan;
  readonly #held = new Set<IpAddress>();
  #running: 'yes' | 'no' = 'yes';
  #listener: (change: NetworkChange) => void = () => {};
  #receive: ((packet: ReceivedPacket) => void) | undefined;

  constructor(lan: SimulatedLan, address: IpAddress) {
    this.#lan = lan;
    this.address = address;
    this.#held.add(address);
  }

  holds(address: string): boolean {
    return this.#held.has(address as IpAddress);
  }

  setLink(running: 'yes' | 'no'): void {
    this.#running = running;
    const link = this.#link();
    this.#tell({ type: 'link', link });
  }

  /** What an administrator does with `ip addr del`. */
  takeAway(address: string): void {
    this.#held.delete(address as IpAddress);
    this.#tell({ type: 'addressRemoved', address: this.#held4(address as IpAddress) });
  }

  /** Its power fails: nothing is said, heard or held any more. The clock of its program must be stopped as well. */
  crash(): void {
    this.#receive = undefined;
    this.#listener = () => {};
    for (const address of this.#held) if (address !== this.address) this.#held.delete(address);
  }

  receive(packet: OutgoingPacket): void {
    if (this.#running === 'no') return;
    const { source, destination, ttl, payload } = packet;
    const ipTotalLength = 20 + payload.length;
    this.#receive?.({
      interfaceIndex: 2,
      source,
      destination,
      ttl,
      payload,
      ipHeaderBytes: 20,
      ipTotalLength,
      atUs: 0,
    });
  }

  links(): Result<readonly Link[], SystemError> {
    return ok([this.#link()]);
  }

  addresses(): Result<readonly InterfaceAddress[], SystemError> {
    return ok([...this.#held].map((address) => this.#held4(address)));
  }

  onChange(listener: (change: NetworkChange) => void): void {
    this.#listener = listener;
  }

  openVrrpSocket(_link: Link, receive: (packet: ReceivedPacket) => void): Result<VrrpSocket, SystemError> {
    if (this.refuseListening !== 'no') return err(this.refuseListening);
    this.#receive = receive;
    return ok({
      join: () => ok(undefined),
      send: (packet) => {
        if (this.#running === 'no') return err({ errno: 'ENETDOWN', text: 'network is down' });
        if (this.refuseSending !== 'no') return err(this.refuseSending);
        this.#lan.deliver(this, packet);
        return ok(undefined);
      },
      close: () => (this.#receive = undefined),
    });
  }

  addAddress(vip: Vip): Result<'added' | 'present', SystemError> {
    if (this.refuseAddresses !== 'no') return err(this.refuseAddresses);
    if (this.#held.has(vip.address)) return ok('present');
    this.#held.add(vip.address);
    this.#tell({ type: 'addressAdded', address: this.#held4(vip.address) });
    return ok('added');
  }

  removeAddress(vip: Vip): Result<'removed' | 'absent', SystemError> {
    if (!this.#held.delete(vip.address)) return ok('absent');
    this.#tell({ type: 'addressRemoved', address: this.#held4(vip.address) });
    return ok('removed');
  }

  announce(address: IpAddress): Result<void, SystemError> {
    this.announced.push(address);
    return ok(undefined);
  }

  close(): void {
    this.#receive = undefined;
  }

  #tell(change: NetworkChange): void {
    this.#lan.time.after(DELAY_US, () => this.#listener(change));
  }

  #link(): Link {
    const mac = Uint8Array.of(2, 0, ...addressBytes(this.address));
    return { index: 2, name: 'eth0', mac, mtu: 1500, running: this.#running, kind: 'ethernet' };
  }

  #held4(address: IpAddress): InterfaceAddress {
    return { index: 2, address, prefixLength: address === this.address ? 24 : 32, flags: 'primary' };
  }
}
