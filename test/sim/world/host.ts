import type { IpAddress, IpFamily } from '../../../src/model/address.ts';
import { addressBytes, familyOf } from '../../../src/model/address.ts';
import { type CarriedItem, type HostItem, itemKey } from '../../../src/model/host/item.ts';
import type { Vip } from '../../../src/model/instance.ts';
import { err, ok, type Result } from '../../../src/model/result.ts';
import type {
  InterfaceAddress,
  Link,
  Network,
  NetworkChange,
  Outgoing,
  OutgoingPacket,
  ReceivedPacket,
  SendFailure,
  VrrpSocket,
} from '../../../src/ports/network.ts';
import type { SystemError } from '../../../src/ports/system-error.ts';
import type { SimulatedLan } from './lan.ts';
import type { SimulatedClock } from './time.ts';

const DELAY_US = 50;
/** What a socket buffer holds of a program that does not read. */
const INBOX_LIMIT = 256;

/** One host with one interface `eth0`, as the dataplane sees it. */
export class SimulatedHost implements Network {
  readonly address: IpAddress;
  readonly announced: IpAddress[] = [];
  /** What stands or moves with an instance beside addresses, as {@link itemKey} writes it. */
  readonly items = new Set<string>();
  /** Hosts on different sides of a broken switch do not hear each other, and nobody's link is down. */
  side = 'whole';
  refuseAddresses: SystemError | 'no' = 'no';
  refuseListening: SystemError | 'no' = 'no';
  refuseSending: SystemError | 'no' = 'no';
  /** Of the program that runs here. */
  readonly clock: SimulatedClock;
  /** A packet reached the host, and its program read it. */
  onArrival: (packet: OutgoingPacket) => void = () => {};
  onRead: (packet: OutgoingPacket) => void = () => {};
  crashes = 0;
  /** Counts every address that came or went. */
  changes = 0;
  readonly #lan: SimulatedLan;
  readonly #held = new Set<IpAddress>();
  #running: 'yes' | 'no' = 'yes';
  /** `frozen`: the program does not run, and what reaches it waits. `suspended`: the whole host stands still. */
  #power: 'awake' | 'frozen' | 'suspended' = 'awake';
  #inbox: (() => void)[] = [];
  #rung: (() => void) | undefined;
  #listener: (change: NetworkChange) => void = () => {};
  readonly #receivers = new Map<IpFamily, (packet: ReceivedPacket) => void>();
  readonly #states = new Map<IpAddress, InterfaceAddress['state']>();

  constructor(lan: SimulatedLan, address: IpAddress) {
    this.#lan = lan;
    this.address = address;
    this.clock = lan.time.clock();
    this.clock.ringThrough((wake) => {
      if (this.#power === 'awake') wake();
      else this.#rung = wake;
    });
    this.#held.add(address);
  }

  get asleep(): boolean {
    return this.#power !== 'awake';
  }

  /** Runs what reaches the program: now, or when it runs again. */
  reach(run: () => void): void {
    if (this.#power === 'awake') run();
    else if (this.#inbox.length < INBOX_LIMIT) this.#inbox.push(run);
  }

  freeze(): void {
    this.#power = 'frozen';
  }

  /** Its clock stops as well, and what is sent to it is lost. */
  suspend(): void {
    this.#power = 'suspended';
    this.clock.stop();
  }

  /** Everything that waits comes at once: the timer that is due before the packets, or after them. */
  wake(first: 'timer' | 'packets'): void {
    this.clock.goOn();
    this.#power = 'awake';
    const rung = this.#rung === undefined ? [] : [this.#rung];
    const waiting = first === 'timer' ? [...rung, ...this.#inbox] : [...this.#inbox, ...rung];
    this.#rung = undefined;
    this.#inbox = [];
    for (const run of waiting) this.#lan.time.after(0, run);
  }

  /** Once the input that waits has been delivered. */
  afterInput(run: () => void): void {
    const { crashes } = this;
    this.#lan.time.after(0, () => {
      if (crashes === this.crashes) this.reach(run);
    });
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
    this.changes += 1;
    this.#held.delete(address as IpAddress);
    this.#tell({ type: 'addressRemoved', address: this.#entry(address as IpAddress) });
  }

  /** The kernel has an address of the host's own, or finds out more about one. */
  give(address: string, state: InterfaceAddress['state'] = 'usable'): void {
    this.changes += 1;
    this.#held.add(address as IpAddress);
    this.#states.set(address as IpAddress, state);
    this.#tell({ type: 'addressAdded', address: this.#entry(address as IpAddress) });
  }

  /** Its power fails: nothing is said, heard or held any more. */
  crash(): void {
    this.clock.wakeAt(Infinity, () => {});
    this.crashes += 1;
    this.clock.goOn();
    this.#receivers.clear();
    this.#listener = () => {};
    this.#power = 'awake';
    this.#inbox = [];
    this.#rung = undefined;
    this.changes += 1;
    for (const address of this.#held) if (address !== this.address) this.#held.delete(address);
  }

  receive(packet: OutgoingPacket): void {
    if (this.#running === 'no' || this.#power === 'suspended' || this.#receivers.size === 0) return;
    this.onArrival(packet);
    this.reach(() => {
      this.onRead(packet);
      this.read(packet);
    });
  }

  /** The program is given the packet, whatever it is. */
  read(packet: OutgoingPacket): void {
    const family = familyOf(packet.source);
    const ipHeaderBytes = family === 4 ? 20 : 40;
    const ipTotalLength = ipHeaderBytes + packet.payload.length;
    this.#receivers.get(family)?.({ ...packet, interfaceIndex: 2, ipHeaderBytes, ipTotalLength, atUs: 0 });
  }

  links(): Result<readonly Link[], SystemError> {
    return ok([this.#link()]);
  }

  addresses(): Result<readonly InterfaceAddress[], SystemError> {
    return ok([...this.#held].map((address) => this.#entry(address)));
  }

  onChange(listener: (change: NetworkChange) => void): void {
    this.#listener = listener;
  }

  openVrrpSocket(
    _link: Link,
    family: IpFamily,
    receive: (packet: ReceivedPacket) => void,
  ): Result<VrrpSocket, SystemError> {
    if (this.refuseListening !== 'no') return err(this.refuseListening);
    this.#receivers.set(family, receive);
    return ok({
      join: () => ok(undefined),
      send: (packet) => {
        if (this.#running === 'no') return err({ errno: 'ENETDOWN', text: 'network is down' });
        if (this.refuseSending !== 'no') return err(this.refuseSending);
        this.#lan.deliver(this, packet);
        return ok(undefined);
      },
      close: () => void this.#receivers.delete(family),
    });
  }

  /** Here nothing waits: what arrives is heard at once. */
  receiveWaiting(): void {}

  sendAll(all: readonly Outgoing[]): readonly SendFailure[] {
    return all.flatMap((outgoing) => {
      const sent = outgoing.socket.send(outgoing.packet);
      return sent.ok ? [] : [{ outgoing, error: sent.error }];
    });
  }

  addAddress(vip: Vip): Result<'added' | 'present', SystemError> {
    if (this.refuseAddresses !== 'no') return err(this.refuseAddresses);
    if (this.#held.has(vip.address)) return ok('present');
    this.changes += 1;
    this.#held.add(vip.address);
    this.#tell({ type: 'addressAdded', address: this.#entry(vip.address) });
    return ok('added');
  }

  removeAddress(vip: Vip): Result<'removed' | 'absent', SystemError> {
    if (!this.#held.delete(vip.address)) return ok('absent');
    this.changes += 1;
    this.#tell({ type: 'addressRemoved', address: this.#entry(vip.address) });
    return ok('removed');
  }

  install(item: HostItem): Result<'installed' | 'present', SystemError> {
    this.items.add(itemKey(item));
    return ok('installed');
  }

  uninstall(item: HostItem): Result<'removed' | 'absent', SystemError> {
    return ok(this.items.delete(itemKey(item)) ? 'removed' : 'absent');
  }

  missing(items: readonly CarriedItem[]): Result<readonly CarriedItem[], SystemError> {
    return ok(items.filter((item) => !this.items.has(itemKey(item))));
  }

  /** What an administrator does with `ip route del`. */
  takeItem(item: CarriedItem): void {
    this.items.delete(itemKey(item));
    this.#tell({ type: 'routingRemoved' });
  }

  removeLeftovers(kept: readonly HostItem[]): Result<void, SystemError> {
    const keys = new Set(kept.map(itemKey));
    for (const key of this.items) if (!keys.has(key)) this.uninstall(JSON.parse(key) as HostItem);
    return ok(undefined);
  }

  announce(address: IpAddress): Result<void, SystemError> {
    this.announced.push(address);
    return ok(undefined);
  }

  close(): void {
    this.#receivers.clear();
  }

  #tell(change: NetworkChange): void {
    this.#lan.time.after(DELAY_US, () => this.reach(() => this.#listener(change)));
  }

  #link(): Link {
    const mac = Uint8Array.of(2, 0, ...addressBytes(this.address).subarray(-4));
    return { index: 2, name: 'eth0', mac, mtu: 1500, running: this.#running, kind: 'ethernet' };
  }

  #entry(address: IpAddress): InterfaceAddress {
    const [own, moving] = familyOf(address) === 4 ? [24, 32] : [64, 128];
    const isOwn = address === this.address || this.#states.has(address);
    const state = this.#states.get(address) ?? 'usable';
    return { index: 2, address, prefixLength: isOwn ? own : moving, flags: 'primary', state };
  }
}
