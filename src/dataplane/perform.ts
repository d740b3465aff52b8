import type { FromDataplane } from '../ipc/messages.ts';
import { familyOf, type IpAddress } from '../model/address.ts';
import type { Vip } from '../model/instance.ts';
import type { Priority } from '../model/priority.ts';
import { err, unreachable, type Err } from '../model/result.ts';
import { type CarriedItem, devicesOf, itemKey, itemText, trackingOf } from '../model/host/item.ts';
import { sendingDevice } from '../model/host/vmac.ts';
import type { Clock } from '../ports/clock.ts';
import type { Network, OutgoingPacket } from '../ports/network.ts';
import type { SystemError } from '../ports/system-error.ts';
import { advertPackets } from '../vrrp/outgoing.ts';
import { priorityInForce } from '../vrrp/rules/standing.ts';
import type { Action, Note } from '../vrrp/state.ts';
import { Announcer } from './announcer.ts';
import type { HostView } from './host-view.ts';
import { ANY_DEVICE, installedKey, type Member } from './member.ts';
import { Outbox } from './adverts/outbox.ts';
import type { Sockets } from './sockets.ts';

const TOUCHES_ADDRESSES: ReadonlySet<Action['type']> = new Set([
  'addVips',
  'removeVips',
  'install',
  'uninstall',
  'announce',
]);

/** Carries out what the protocol core decided; the only place that moves an address or sends a frame. */
export class Performer {
  readonly announcer: Announcer;
  readonly #network: Network;
  readonly #clock: Clock;
  readonly #host: HostView;
  readonly #sockets: Sockets;
  readonly #emit: (message: FromDataplane) => void;
  readonly #outbox: Outbox;
  /** Said after the state that made them: `Entering MASTER STATE`, then `setting VIPs.`, as keepalived's users expect. */
  readonly #moved: FromDataplane[] = [];

  constructor(parts: {
    readonly network: Network;
    readonly clock: Clock;
    readonly host: HostView;
    readonly sockets: Sockets;
    readonly emit: (message: FromDataplane) => void;
  }) {
    this.#network = parts.network;
    this.#outbox = new Outbox(parts.network);
    this.#clock = parts.clock;
    this.#host = parts.host;
    this.#sockets = parts.sockets;
    this.#emit = parts.emit;
    this.announcer = new Announcer(parts.clock, (address, link) => {
      const sent = this.#network.announce(address, link);
      if (!sent.ok) this.#trouble(`cannot announce ${address} on ${link.name}`, sent.error);
    });
  }

  /** Strictly in order; a failing action is reported and does not stop the next. */
  run(member: Member, actions: readonly Action[]): void {
    if (actions.length === 0) return;
    for (const action of actions) {
      // An advert leaves before the addresses change: an old master drops them before our announcement goes out.
      if (TOUCHES_ADDRESSES.has(action.type)) this.flush();
      this.#perform(member, action);
    }
    for (const message of this.#moved.splice(0)) this.#emit(message);
    this.announcer.run();
  }

  #perform(member: Member, action: Action): void {
    switch (action.type) {
      case 'sendAdvert':
        return this.#sendAdvert(member, action.priority);
      case 'addVips':
        return this.#addVips(member, action.vips);
      case 'removeVips':
        return this.#removeVips(member, action.vips);
      case 'install':
        return action.items.forEach((item) => this.#install(member, item));
      case 'uninstall':
        return action.items.forEach((item) => this.#uninstall(member, item));
      case 'announce':
        return this.#announce(member, action.vips, action.repeat);
      case 'cancelAnnouncements':
        return this.announcer.cancel(member.config.name);
      case 'note':
        return this.#note(member, action.note);
      case 'report':
        return this.#report(member, action);
      default:
        return unreachable(action);
    }
  }

  #sendAdvert(member: Member, priority: Priority): void {
    const { config, sourceAddress } = member.instance;
    const link = this.#host.link(sendingDevice(config));
    if (link === undefined || sourceAddress === 'none') return;
    const group = config.cast.mode === 'multicast' ? config.cast.group : 'none';
    const socket = this.#sockets.ready(link, config.family, group);
    if (socket.ok) this.#outbox.add(member, socket.value, priority);
    else
      for (const packet of advertPackets(config, sourceAddress, priority))
        this.#sendFailed(member, packet, socket.error);
  }

  /** What one call of the system is to send: to be called when all that happens in one moment has been carried out. */
  flush(): void {
    this.#outbox.flush((member, packet, error) => this.#sendFailed(member, packet, error));
  }

  #sendFailed(member: Member, { destination }: OutgoingPacket, error: SystemError): void {
    member.count('tx_error');
    const linkIsDown = this.#host.linkState(member.config.interface) !== 'up';
    if (linkIsDown || !member.isNews(`${destination} ${error.text}`, this.#clock.nowUs())) return;
    this.#trouble(`(${member.config.name}) cannot send an advert to ${destination}`, error);
  }

  /** A peer that goes on with what it does is no news with every advert. */
  #note(member: Member, note: Note): void {
    const repeats = 'from' in note && !member.isNews(`${note.kind} ${note.from}`, this.#clock.nowUs());
    if (!repeats) this.#emit({ type: 'note', instance: member.config.name, note });
  }

  /** A VIP that cannot be set is a fault of the instance: a master without its address serves nobody. */
  #addVips(member: Member, vips: readonly Vip[]): void {
    const added: IpAddress[] = [];
    for (const vip of vips) {
      const link = this.#host.link(vip.device);
      const result = link === undefined ? noInterface(vip.device) : this.#network.addAddress(vip, link);
      if (result.ok) {
        if (vip.tracking !== 'ignore') member.installed.set(installedKey(vip), vip);
        added.push(vip.address);
      } else {
        member.installFaults.set(vip.device, `cannot set ${vip.address} on ${vip.device}: ${result.error.text}`);
        this.#trouble(`(${member.config.name}) cannot set ${vip.address} on ${vip.device}`, result.error);
      }
    }
    this.#moved.push({ type: 'addresses', instance: member.config.name, did: 'added', vips: added });
  }

  #removeVips(member: Member, vips: readonly Vip[]): void {
    const removed: IpAddress[] = [];
    for (const vip of vips) {
      member.installed.delete(installedKey(vip));
      this.announcer.withdraw(member.config.name, vip.address);
      const link = this.#host.link(vip.device);
      if (link === undefined) continue;
      const result = this.#network.removeAddress(vip, link);
      if (!result.ok)
        this.#trouble(`(${member.config.name}) cannot remove ${vip.address} from ${vip.device}`, result.error);
      else if (result.value === 'removed') removed.push(vip.address);
    }
    if (removed.length > 0)
      this.#moved.push({ type: 'addresses', instance: member.config.name, did: 'removed', vips: removed });
  }

  /** What is tracked and cannot be set is a fault: a gateway without its routes swallows traffic. */
  #install(member: Member, item: CarriedItem): void {
    const text = itemText(item);
    const tracked = trackingOf(item) === 'track';
    const done = this.#network.install(item);
    if (!done.ok) {
      const [device = ANY_DEVICE] = devicesOf(item);
      if (tracked) member.installFaults.set(device, `cannot set ${text}: ${done.error.text}`);
      return this.#trouble(`(${member.config.name}) cannot set ${text}`, done.error);
    }
    if (done.value === 'present') {
      const found = `(${member.config.name}) ${text} is there already, of somebody else: it is left as it is`;
      return this.#emit({ type: 'trouble', severity: 'error', text: found });
    }
    if (tracked) member.carried.set(itemKey(item), item);
  }

  /** One that we found there is somebody else's. */
  #uninstall(member: Member, item: CarriedItem): void {
    member.carried.delete(itemKey(item));
    const done = this.#network.uninstall(item);
    if (!done.ok) this.#trouble(`(${member.config.name}) cannot remove ${itemText(item)}`, done.error);
  }

  #announce(member: Member, vips: readonly Vip[], repeat: number): void {
    const { name: instance, vmac, interface: own, garp } = member.config;
    const { intervalMs, neighbourAdvertIntervalMs } = garp;
    for (let round = 0; round < repeat; round++) {
      for (const vip of vips) {
        const link = this.#host.link(vip.device);
        if (link === undefined) continue;
        const gapUs = (familyOf(vip.address) === 4 ? intervalMs : neighbourAdvertIntervalMs) * 1000;
        const device = vmac !== 'none' && vip.device === vmac.name ? own : vip.device;
        this.announcer.add({ instance, address: vip.address, link, device, gapUs });
      }
    }
  }

  #report(member: Member, report: Extract<Action, { type: 'report' }>): void {
    const { from, to, notify, cause } = report;
    const { sum } = member.instance.tracking;
    member.cause = cause;
    member.forgetSaid();
    member.sinceMs = this.#clock.wallMs();
    if (to === 'master') member.count('become_master');
    if (from === 'master') member.count('release_master');
    this.#emit({
      type: 'transition',
      instance: member.config.name,
      from,
      to,
      notify,
      cause,
      sum,
      priority: priorityInForce(member.instance),
      atMs: member.sinceMs,
    });
  }

  #trouble(what: string, error: SystemError): void {
    this.#emit({ type: 'trouble', severity: 'error', text: `${what}: ${error.text}` });
  }
}

const noInterface = (name: string): Err<SystemError> => err({ errno: 'ENODEV', text: `there is no interface ${name}` });
