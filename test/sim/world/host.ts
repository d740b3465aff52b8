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

/** Of a segment of the network, and of every host's interface on it. */
export type Device = 'eth0' | 'eth1';
const INDEX: Readonly<Record<Device, number>> = { eth0: 2, eth1: 3 };
const deviceOf = (index: number): Device => (index === INDEX.eth1 ? 'eth1' : 'eth0');

/** By interface, what a host has of its own. */
export type OwnAddresses = Partial<Readonly<Record<Device, readonly IpAddress[]>>>;

/** One host with an interface on one segment or on both, as the dataplane sees it. */
export class SimulatedHost implements Network {
  /** Its name: the first of its addresses. */
  readonly address: IpAddress;
  readonly announced: IpAddress[] = [];
  /** What stands or moves with an instance beside addresses, as {@link itemKey} writes it. */
  readonly items = new Set<string>();
  /** Hosts on different sides of a broken switch do not hear each other, and nobody's link is down. */
  side = 'whole';
  beat: Link['running'] | 'as told' = 'as told';
  refuseAddresses: SystemError | 'no' = 'no';
  refuseListening: SystemError | 'no' = 'no';
  refuseSending: SystemError | 'no' = 'no';
  /** Of the program that runs here. */
  readonly clock: SimulatedClock;
  /** A packet reached the host, and its program read it. */
  onArrival: (packet: OutgoingPacket, device: Device) => void = () => {};
  onRead: (packet: OutgoingPacket, device: Device) => void = () => {};
  crashes = 0;
  /** Counts every address that came or went. */
  changes = 0;
  readonly #lan: SimulatedLan;
  readonly #own: OwnAddresses;
  readonly #held = new Map<IpAddress, Device>();
  readonly #running = new Map<Device, 'yes' | 'no'>();
  /** `frozen`: the program does not run, and what reaches it waits. `suspended`: the whole host stands still. */
  #power: 'awake' | 'frozen' | 'suspended' = 'awake';
  #inbox: (() => void)[] = [];
  #rung: (() => void) | undefined;
  #listener: (change: NetworkChange) => void = () => {};
  /** By interface and family. */
  readonly #receivers = new Map<string, (packet: ReceivedPacket) => void>();
  readonly #states = new Map<IpAddress, InterfaceAddress['state']>();

  constructor(lan: SimulatedLan, address: IpAddress, own: OwnAddresses = { eth0: [address] }) {
    this.#lan = lan;
    this.address = address;
    this.#own = own;
    this.clock = lan.time.clock();
    this.clock.ringThrough((wake) => {
      if (this.#power === 'awake') wake();
      else this.#rung = wake;
    });
    this.#regainOwn();
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

  /** Whether the address is its own there, not one that moves. */
  owns(address: IpAddress, device: Device): boolean {
    return this.#own[device]?.includes(address) === true;
  }

  setLink(running: 'yes' | 'no', device: Device = 'eth0'): void {
    this.#running.set(device, running);
    this.#tell({ type: 'link', link: this.#link(device) });
  }

  /** What an administrator does with `ip addr del`. */
  takeAway(address: string): void {
    this.changes += 1;
    const entry = this.#entry(address as IpAddress);
    this.#held.delete(address as IpAddress);
    this.#tell({ type: 'addressRemoved', address: entry });
  }

  /** The kernel has an address of the host's own, or finds out more about one. */
  give(address: string, state: InterfaceAddress['state'] = 'usable'): void {
    this.changes += 1;
    this.#held.set(address as IpAddress, 'eth0');
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
    this.#regainOwn();
  }

  receive(packet: OutgoingPacket, device: Device = 'eth0'): void {
    if (this.#isDown(device) || this.#power === 'suspended' || this.#receivers.size === 0) return;
    this.onArrival(packet, device);
    this.reach(() => {
      this.onRead(packet, device);
      this.read(packet, device);
    });
  }

  /** The program is given the packet, whatever it is. */
  read(packet: OutgoingPacket, device: Device): void {
    const family = familyOf(packet.source);
    const ipHeaderBytes = family === 4 ? 20 : 40;
    const ipTotalLength = ipHeaderBytes + packet.payload.length;
    const interfaceIndex = INDEX[device];
    const receive = this.#receivers.get(`${device} ${family}`);
    receive?.({ ...packet, interfaceIndex, ipHeaderBytes, ipTotalLength });
  }

  links(): Result<readonly Link[], SystemError> {
    return ok(this.#devices().map((device) => this.#link(device)));
  }

  addresses(): Result<readonly InterfaceAddress[], SystemError> {
    return ok([...this.#held.keys()].map((address) => this.#entry(address)));
  }

  /** What a driver says, where that is not what the kernel was told. */
  hasLinkBeat({ running }: Link): Link['running'] {
    return this.beat === 'as told' ? running : this.beat;
  }

  onChange(listener: (change: NetworkChange) => void): void {
    this.#listener = listener;
  }

  openVrrpSocket(
    { index }: Link,
    family: IpFamily,
    receive: (packet: ReceivedPacket) => void,
  ): Result<VrrpSocket, SystemError> {
    if (this.refuseListening !== 'no') return err(this.refuseListening);
    const device = deviceOf(index);
    this.#receivers.set(`${device} ${family}`, receive);
    return ok({
      join: () => ok(undefined),
      send: (packet) => {
        if (this.#isDown(device)) return err({ errno: 'ENETDOWN', text: 'network is down' });
        if (this.refuseSending !== 'no') return err(this.refuseSending);
        this.#lan.deliver(this, device, packet);
        return ok(undefined);
      },
      close: () => void this.#receivers.delete(`${device} ${family}`),
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

  addAddress(vip: Vip, { index }: Link): Result<'added' | 'present', SystemError> {
    if (this.refuseAddresses !== 'no') return err(this.refuseAddresses);
    if (this.#held.has(vip.address)) return ok('present');
    this.changes += 1;
    this.#held.set(vip.address, deviceOf(index));
    this.#tell({ type: 'addressAdded', address: this.#entry(vip.address) });
    return ok('added');
  }

  removeAddress(vip: Vip): Result<'removed' | 'absent', SystemError> {
    if (!this.#held.has(vip.address)) return ok('absent');
    const address = this.#entry(vip.address);
    this.#held.delete(vip.address);
    this.changes += 1;
    this.#tell({ type: 'addressRemoved', address });
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

  /** All that it has after its power failed. */
  #regainOwn(): void {
    this.#held.clear();
    for (const device of this.#devices())
      for (const address of this.#own[device] ?? []) this.#held.set(address, device);
  }

  #devices(): readonly Device[] {
    return this.#own.eth1 === undefined ? ['eth0'] : ['eth0', 'eth1'];
  }

  #isDown(device: Device): boolean {
    return this.#running.get(device) === 'no';
  }

  #link(device: Device): Link {
    const mac = Uint8Array.of(2, INDEX[device], ...addressBytes(this.address).subarray(-4));
    const running = this.#running.get(device) ?? 'yes';
    return { index: INDEX[device], name: device, mac, mtu: 1500, running, kind: 'ethernet' };
  }

  #entry(address: IpAddress): InterfaceAddress {
    const device = this.#held.get(address) ?? 'eth0';
    const [own, moving] = familyOf(address) === 4 ? [24, 32] : [64, 128];
    const isOwn = this.owns(address, device) || this.#states.has(address);
    const state = this.#states.get(address) ?? 'usable';
    const prefixLength = isOwn ? own : moving;
    return { index: INDEX[device], address, prefixLength, flags: 'primary', state };
  }
}
