import { inMaintenance, trackInstance } from '../health/track.ts';
import type { Fault, Tracking } from '../health/tracking.ts';
import { type FromDataplane, PROTOCOL_VERSION, type ToDataplane, type WantedModel } from '../ipc/messages.ts';
import type { IpAddress } from '../model/address.ts';
import { type InstanceConfig, sourceKind } from '../model/instance.ts';
import { type Result, unreachable } from '../model/result.ts';
import { fixturesOf, vipItemsOf } from '../model/host/standing.ts';
import { sourceDevice } from '../model/host/vmac.ts';
import { identityOf } from '../model/reload/fates.ts';
import type { Clock } from '../ports/clock.ts';
import type { InterfaceAddress, Network, NetworkChange, ReceivedPacket } from '../ports/network.ts';
import type { SystemError } from '../ports/system-error.ts';
import type { Step, VrrpEvent } from '../vrrp/state.ts';
import { vipsOf } from '../vrrp/rules/announcing.ts';
import { createInstance } from '../vrrp/step.ts';
import { dueTimers, nextDeadlineUs, onCommonTick, takeoverIsDue } from '../vrrp/timers.ts';
import { Hearing } from './adverts/hearing.ts';
import { Agenda } from './agenda.ts';
import { CheckBoard } from './check-board.ts';
import { Fixtures } from './host/fixtures.ts';
import { LinkStates } from './host/link-states.ts';
import { Taken } from './host/taken.ts';
import { HostView } from './host-view.ts';
import { installedKey, looksElse, Member, sameTracking } from './member.ts';
import { Performer } from './perform.ts';
import { Receiver } from './receive.ts';
import { Sockets } from './sockets.ts';
import { SyncGroups } from './sync/groups.ts';

/**
 * A timer later than this may have packets waiting behind it that change the decision; they are read first. Before a
 * takeover they always are: the advert that forbids it may have come while this process stood still for a moment.
 */
const LATE_US = 20_000;
const SNAPSHOT_INTERVAL_US = 1_000_000;
/** Members whose deadlines have moved away are asked for the new ones together, not each at the time that was. */
const LOOK_AHEAD_US = 50_000;

export interface DataplaneParts {
  readonly network: Network;
  readonly clock: Clock;
  readonly emit: (message: FromDataplane) => void;
  /** Runs the callback after input that is already waiting has been delivered. */
  readonly afterInput: (callback: () => void) => void;
}

/**
 * Events in, protocol core, actions out; one alarm for the earliest deadline of all. What one advert costs does not
 * depend on how many instances there are: only those that something happened to are looked at afterwards.
 */
export class Dataplane {
  readonly #parts: DataplaneParts;
  readonly #links: LinkStates;
  readonly #host: HostView;
  readonly #fixtures: Fixtures;
  readonly #sockets: Sockets;
  readonly #hearing: Hearing;
  readonly #taken: Taken;
  readonly #performer: Performer;
  readonly #receiver: Receiver;
  readonly #checks = new CheckBoard();
  readonly #members = new Map<string, Member>();
  readonly #syncGroups = new SyncGroups();
  readonly #agenda = new Agenda<Member>();
  /** Something happened to them since they were last looked at. */
  readonly #touched = new Set<Member>();
  /** Those that wait for their start. */
  readonly #idle = new Set<Member>();
  /** All addresses that move: never the source of an advert. */
  #vips: ReadonlySet<IpAddress> = new Set();
  #startAtUs = -Infinity;
  #settles: 'no' | 'soon' = 'no';
  #maintenance: WantedModel['maintenance'] = 'none';
  #snapshotAtUs = Infinity;
  #snapshotUs = -Infinity;

  constructor(parts: DataplaneParts) {
    this.#parts = parts;
    this.#links = new LinkStates(parts.network, () => this.#now());
    this.#host = new HostView(this.#links);
    this.#fixtures = new Fixtures(parts.network, (text) => parts.emit({ type: 'trouble', severity: 'error', text }));
    this.#sockets = new Sockets(parts.network, (packet) => this.#onPacket(packet));
    this.#hearing = new Hearing({
      host: this.#host,
      fixtures: this.#fixtures,
      sockets: this.#sockets,
      complain: (text) => parts.emit({ type: 'trouble', severity: 'error', text }),
    });
    this.#taken = new Taken({
      host: this.#host,
      network: parts.network,
      members: this.#members,
      taken: (member, loss) => this.#step(member, { type: 'vipRemoved', ...loss }),
      later: (look) =>
        parts.afterInput(() => {
          look();
          this.#settle();
        }),
    });
    this.#performer = new Performer({ ...parts, host: this.#host, sockets: this.#sockets });
    this.#receiver = new Receiver(this.#members, this.#host, (remark) => parts.emit({ type: 'packet', ...remark }));
  }

  /** Reads the host's network and begins to follow it. */
  open(): Result<void, SystemError> {
    this.#parts.network.onChange((change) => this.#onNetworkChange(change));
    return this.#host.refresh();
  }

  /** A message of main; `shutdown` and `heartbeat` are the caller's. */
  onMessage(message: Exclude<ToDataplane, { type: 'shutdown' | 'heartbeat' }>): void {
    switch (message.type) {
      case 'hello':
        if (message.protocol === PROTOCOL_VERSION) return;
        throw new Error(`main speaks protocol ${message.protocol}, this dataplane ${PROTOCOL_VERSION}`);
      case 'model':
        this.#apply(message.model);
        this.#parts.emit({ type: 'applied', generation: message.generation });
        return this.#settle();
      case 'verdict':
        return this.#takeVerdicts([message]);
      case 'renewal':
        return this.#takeVerdicts(message.verdicts);
      case 'report':
        // Before its first model there is nothing to tell; with it a snapshot comes unasked.
        return this.#startAtUs === -Infinity ? undefined : this.#snapshot();
      default:
        return unreachable(message);
    }
  }

  /** Hands every instance over and removes all VIPs. Nothing is sent or answered afterwards. */
  leave(reason: string): void {
    for (const member of this.#members.values()) this.#step(member, { type: 'shutdown', reason });
    this.#performer.flush();
    this.#snapshot();
    this.#members.clear();
    this.#sockets.keepOnly(new Set());
    this.#fixtures.release();
    this.#parts.clock.wakeAt(Infinity, () => {});
    this.#parts.network.close();
  }

  /** Most say again what is known, and only put off the end of it. */
  #takeVerdicts(verdicts: Extract<ToDataplane, { type: 'renewal' }>['verdicts']): void {
    const nowUs = this.#now();
    const put = verdicts.map(({ verdict, validForMs }) => this.#checks.put(verdict, validForMs, nowUs));
    if (put.includes('changed')) this.#retrack();
    this.#settle();
  }

  #apply(wanted: WantedModel): void {
    const nowUs = this.#now();
    if (this.#startAtUs === -Infinity) this.#startAtUs = nowUs + wanted.startupDelayMs * 1000;
    for (const change of this.#links.adopt(wanted.links)) this.#host.apply(change);
    this.#performer.announcer.pace(wanted.pacing);
    const identities = new Set(wanted.instances.map(identityOf));
    for (const [name, member] of this.#members) {
      if (identities.has(identityOf(member.config))) continue;
      this.#step(member, { type: 'removed' });
      this.#forget(name, member);
    }
    this.#vips = new Set(wanted.instances.flatMap((config) => vipsOf(config).map((vip) => vip.address)));
    // Before anything listens or is set there.
    if (this.#fixtures.adopt(fixturesOf(wanted), vipItemsOf(wanted)) === 'changed') this.#host.refresh();
    const tracked = wanted.instances.flatMap((config) => config.trackedChecks.map(({ name }) => name));
    this.#checks.want(tracked, wanted.groups);
    this.#receiver.unknownVrids = wanted.unknownVrids;
    this.#maintenance = wanted.maintenance;
    const known = new Set(this.#members.values());
    for (const config of wanted.instances) if (!this.#members.has(config.name)) this.#add(config);
    this.#syncGroups.adopt(wanted.syncGroups, this.#members, this.#parts.clock.wallMs());
    for (const member of this.#members.values()) member.installFaults.clear();
    for (const config of wanted.instances) {
      const member = this.#members.get(config.name);
      if (member !== undefined && known.has(member)) this.#step(member, { type: 'reload', config });
    }
    for (const member of this.#members.values()) this.#checkSource(member);
    this.#receiver.routersChanged();
    this.#openSockets();
    this.#retrack();
    this.#changed();
  }

  #add(config: InstanceConfig): void {
    const instance = createInstance(config, this.#tracking(config, []), this.#sourceOf(config));
    const member = new Member(instance, this.#parts.clock.wallMs());
    this.#members.set(config.name, member);
    this.#idle.add(member);
  }

  #forget(name: string, member: Member): void {
    this.#members.delete(name);
    this.#idle.delete(member);
    this.#touched.delete(member);
    this.#agenda.remove(member);
  }

  #openSockets(): void {
    this.#hearing.open([...this.#members.values()], this.#now());
  }

  #onPacket(packet: ReceivedPacket): void {
    const accepted = this.#receiver.accept(packet, this.#now());
    if (accepted === undefined) return;
    this.#taken.catchUp();
    const { member, advert, checksum } = accepted;
    if (checksum === 'new') this.#changed();
    this.#step(member, { type: 'advert', advert, from: packet.source });
    this.#settleSoon();
  }

  /** Once for all packets that are read together. */
  #settleSoon(): void {
    if (this.#settles === 'soon') return;
    this.#settles = 'soon';
    this.#parts.afterInput(() => {
      this.#settles = 'no';
      this.#settle();
    });
  }

  #onNetworkChange(change: NetworkChange): void {
    if (change.type === 'addressAdded' || change.type === 'addressRemoved') {
      this.#host.apply(change);
      this.#onAddress(change.address, change.type);
    } else if (change.type !== 'routingRemoved') this.#onLinks(this.#links.hear(change));
    if (change.type === 'addressRemoved' || change.type === 'routingRemoved') {
      this.#fixtures.follow(change, (index) => this.#host.nameOf(index));
      this.#taken.lookForCarriedSoon();
    }
    this.#settle();
  }

  #onLinks(change: Exclude<NetworkChange, { type: 'addressAdded' | 'addressRemoved' | 'routingRemoved' }>): void {
    if (change.type === 'overrun') {
      const read = this.#host.refresh();
      if (!read.ok) this.#parts.emit({ type: 'trouble', severity: 'error', text: read.error.text });
    } else this.#host.apply(change);
    this.#fixtures.follow(change, (index) => this.#host.nameOf(index));
    this.#receiver.routersChanged();
    this.#openSockets();
    const device = change.type === 'link' ? change.link.name : undefined;
    for (const member of this.#members.values()) member.forgetFaultsOf(device);
    // The link before its addresses: an interface that is gone took them along, nobody else did.
    this.#retrack();
    for (const member of this.#members.values()) this.#checkSource(member);
    this.#taken.look();
  }

  /** Most addresses that come and go are VIPs, which are nobody's source unless a configuration says so. */
  #onAddress({ address, index }: InterfaceAddress, change: 'addressAdded' | 'addressRemoved'): void {
    const device = this.#host.nameOf(index) ?? '';
    for (const member of this.#members.values()) {
      if (!this.#vips.has(address) || member.config.sourceAddress === address) this.#checkSource(member);
      const vip = change === 'addressRemoved' ? member.installed.get(installedKey({ address, device })) : undefined;
      if (vip !== undefined && !this.#host.holds(vip)) this.#taken.lookSoon();
    }
  }

  /** The source address may have changed. Without one, those that another host has as well are the reason. */
  #checkSource(member: Member): void {
    const address = this.#sourceOf(member.config);
    const isMissing = member.config.family === 6 && address === 'none';
    const duplicates = isMissing ? this.#host.duplicatesOn(sourceDevice(member.config)) : [];
    const sameAsBefore = duplicates.join() === member.duplicates.join();
    member.duplicates = duplicates;
    if (!sameAsBefore) this.#retrackOne(member);
    if (address !== member.instance.sourceAddress) this.#step(member, { type: 'sourceAddress', address });
  }

  #retrack(): void {
    for (const member of this.#members.values()) this.#retrackOne(member);
  }

  #retrackOne(member: Member): void {
    const tracking = this.#tracking(member.config, member.faults);
    if (!sameTracking(tracking, member.instance.tracking)) this.#step(member, { type: 'tracking', tracking });
  }

  #tracking(config: InstanceConfig, faults: readonly Fault[]): Tracking {
    const tracking = trackInstance(
      config,
      (check) => this.#checks.health(check),
      (name) => this.#host.linkState(name),
    );
    const all = { ...tracking, faults: [...tracking.faults, ...faults] };
    return this.#maintenance === 'none' ? all : inMaintenance(all, this.#maintenance);
  }

  #sourceOf(config: InstanceConfig): Member['instance']['sourceAddress'] {
    if (config.sourceAddress !== 'interface')
      return this.#host.speaksFrom(config.sourceAddress, sourceDevice(config)) ? config.sourceAddress : 'none';
    return this.#host.primaryAddress(sourceDevice(config), sourceKind(config), this.#vips);
  }

  #step(member: Member, event: VrrpEvent): void {
    for (const { member: one, step } of this.#syncGroups.step(member, event, this.#now())) this.#carryOut(one, step);
    const transition = this.#syncGroups.transition(member, this.#parts.clock.wallMs());
    if (transition === undefined) return;
    this.#parts.emit({ type: 'groupTransition', ...transition });
    this.#changed();
  }

  #carryOut(member: Member, { instance, actions }: Step): void {
    const before = member.instance;
    member.instance = onCommonTick(instance, this.#now());
    this.#touched.add(member);
    this.#performer.run(member, actions);
    const entered = actions.some((action) => action.type === 'report');
    if (entered) this.#receiver.stateChanged(member);
    if (entered || looksElse(before, instance)) this.#changed();
  }

  #wake(scheduledUs: number): void {
    const isLate = this.#now() - scheduledUs > LATE_US;
    if (isLate) this.#parts.afterInput(() => this.#onTime('read'));
    else this.#onTime('unread');
  }

  #onTime(input: 'read' | 'unread'): void {
    if (input === 'read') this.#parts.network.receiveWaiting();
    this.#taken.catchUp();
    const nowUs = this.#now();
    if (this.#checks.expire(nowUs) === 'changed') this.#retrack();
    for (const change of this.#links.takeDue(nowUs)) this.#onLinks(change);
    if (nowUs >= this.#hearing.againAtUs) {
      this.#openSockets();
      this.#retrack();
    }
    const waiting: Member[] = [];
    for (const member of this.#agenda.takeDue(nowUs + LOOK_AHEAD_US)) {
      if (takeoverIsDue(member.instance, nowUs)) waiting.push(member);
      else this.#serve(member);
    }
    if (input === 'read') this.#takeOver(waiting);
    else if (waiting.length > 0) this.#parts.afterInput(() => this.#takeOver(waiting));
    this.#performer.announcer.run();
    this.#settle();
  }

  /** Many takeovers take a while, in which a master may be heard again. */
  #takeOver(members: readonly Member[]): void {
    for (const member of members) {
      this.#parts.network.receiveWaiting();
      this.#serve(member);
    }
    this.#settle();
  }

  #serve(member: Member): void {
    const nowUs = this.#now();
    this.#touched.add(member);
    for (const timer of dueTimers(member.instance, nowUs)) this.#step(member, { type: 'timer', timer });
  }

  /** After every event: start what may start, tell main, set the alarm. */
  #settle(): void {
    if (this.#idle.size > 0 && this.#now() >= this.#startAtUs) this.#start();
    for (const member of this.#touched) if (member.hasNewFault) this.#retrackOne(member);
    if (this.#now() >= this.#snapshotAtUs) this.#snapshot();
    this.#performer.flush();
    for (const member of this.#touched) this.#agenda.put(member, nextDeadlineUs(member.instance));
    this.#touched.clear();
    const atUs = Math.min(
      this.#idle.size > 0 ? this.#startAtUs : Infinity,
      this.#snapshotAtUs,
      this.#hearing.againAtUs,
      this.#checks.nextExpiryUs(),
      this.#links.nextUs(),
      this.#performer.announcer.nextDueUs(),
      this.#agenda.nextUs(),
    );
    this.#parts.clock.wakeAt(atUs, () => this.#wake(atUs));
  }

  #start(): void {
    for (const member of this.#idle) this.#step(member, { type: 'start' });
    this.#idle.clear();
  }

  /** Something that main must know also when this process dies: many changes at once are one snapshot. */
  #changed(): void {
    this.#snapshotAtUs = this.#snapshotUs + SNAPSHOT_INTERVAL_US;
  }

  #snapshot(): void {
    this.#snapshotUs = this.#now();
    this.#snapshotAtUs = Infinity;
    this.#parts.emit({
      type: 'snapshot',
      instances: [...this.#members.values()].map((member) => member.snapshot(this.#now())),
      syncGroups: this.#syncGroups.snapshot(),
    });
  }

  #now(): number {
    return this.#parts.clock.nowUs();
  }
}
