import type { PacketRemark } from '../ipc/messages.ts';
import { familyOf, type IpAddress, type IpFamily, isMulticast } from '../model/address.ts';
import type { InstanceConfig } from '../model/instance.ts';
import { listeningDevice } from '../model/host/vmac.ts';
import { PRIORITY_LEAVING } from '../model/priority.ts';
import type { ReceivedPacket } from '../ports/network.ts';
import { readVrid } from '../vrrp/decode.ts';
import { FINDING_COUNTERS, findingText, REFUSAL_COUNTERS, type Refusal, refusalText } from '../vrrp/refusal.ts';
import type { Advert } from '../vrrp/state.ts';
import { hears } from '../vrrp/rules/transitions.ts';
import type { HostView } from './host-view.ts';
import { Judgements } from './adverts/judgements.ts';
import type { Member } from './member.ts';
import { Remarks } from './adverts/remarks.ts';

/** `checksum`: whether its form is the one that the instance has heard before. */
interface Heard {
  readonly member: Member;
  readonly advert: Advert;
  readonly checksum: 'as before' | 'new';
}

/** Finds the instance a packet is for and lets the protocol core judge it; what is refused is counted and said. */
export class Receiver {
  unknownVrids: 'log' | 'silent' = 'silent';
  readonly #members: ReadonlyMap<string, Member>;
  readonly #host: HostView;
  readonly #remarks = new Remarks();
  readonly #judgements = new Judgements();
  /** Whose a packet is that comes again and again. */
  #memberOf = new WeakMap<ReceivedPacket, Member>();
  /** By interface index, family and VRID, as far as asked for. */
  readonly #routers = new Map<string, readonly Member[] | 'elsewhere'>();
  readonly #emit: (remark: PacketRemark) => void;

  constructor(members: ReadonlyMap<string, Member>, host: HostView, emit: (remark: PacketRemark) => void) {
    this.#members = members;
    this.#host = host;
    this.#emit = emit;
  }

  /** An advert that may change the state of its instance; `undefined`: the packet is done with. */
  accept(packet: ReceivedPacket, nowUs: number): Heard | undefined {
    const member = this.#memberOf.get(packet) ?? this.#find(packet, nowUs);
    if (member === undefined) return undefined;
    if (!hears(member.instance)) return void member.count(REFUSAL_COUNTERS.ignoredState);
    const accepted = this.#judgements.judge(member, packet, this.#ownAddresses(member.config, packet));
    if (!accepted.ok) return this.#refuse(member, packet, accepted.error, nowUs);
    member.count('adverts_received');
    const { advert } = accepted.value;
    if (advert.priority === PRIORITY_LEAVING) member.count('priority_zero_received');
    const checksum = member.checksumHeard === accepted.value.checksum ? 'as before' : 'new';
    member.checksumHeard = accepted.value.checksum;
    if (member.config.v3Checksum === 'auto') member.count(`rx_csum_${accepted.value.checksum}`);
    for (const finding of accepted.value.findings) {
      this.#remark(member, packet, nowUs, {
        was: 'accepted',
        counter: FINDING_COUNTERS[finding.code],
        text: findingText(finding),
      });
    }
    return { member, advert, checksum };
  }

  /** What is still wrong after a change of state is said again. */
  stateChanged(member: Member): void {
    this.#remarks.forget(member.config.name);
    member.forgetRefused();
  }

  /** Instances or interfaces have come, gone or changed their names: who hears what is found out anew. */
  routersChanged(): void {
    this.#routers.clear();
    this.#memberOf = new WeakMap();
  }

  /** `undefined`: nobody's here; said where that is wanted. */
  #find(packet: ReceivedPacket, nowUs: number): Member | undefined {
    const vrid = readVrid(packet);
    if (!vrid.ok) return this.#refuse('unknown', packet, vrid.error, nowUs);
    const member = this.#memberFor(packet, vrid.value);
    // The base of a vmac hears the same once more.
    if (member === 'elsewhere') return undefined;
    if (member !== undefined) this.#memberOf.set(packet, member);
    else if (this.unknownVrids === 'log') {
      this.#refuse('unknown', packet, { code: 'vridUnknown', vrid: vrid.value }, nowUs);
    }
    return member;
  }

  /** Two instances may share a VRID when they are of different families, or one speaks multicast and the other unicast. */
  #memberFor(packet: ReceivedPacket, vrid: number): Member | 'elsewhere' | undefined {
    const members = this.#membersOf(packet.interfaceIndex, familyOf(packet.source), vrid);
    if (members === 'elsewhere' || members.length < 2) return members === 'elsewhere' ? members : members[0];
    const mode = isMulticast(packet.destination) ? 'multicast' : 'unicast';
    return members.find(({ config }) => config.cast.mode === mode) ?? members[0];
  }

  /** `elsewhere`: only instances whose adverts are heard on their vmac instead. */
  #membersOf(interfaceIndex: number, family: IpFamily, vrid: number): readonly Member[] | 'elsewhere' {
    const key = `${interfaceIndex} ${family} ${vrid}`;
    const known = this.#routers.get(key);
    if (known !== undefined) return known;
    const name = this.#host.nameOf(interfaceIndex);
    const all = [...this.#members.values()].filter(({ config }) => config.vrid === vrid && config.family === family);
    const here = all.filter(({ config }) => listeningDevice(config) === name);
    const members =
      here.length === 0 && all.some(({ config }) => config.interface === name) ? ('elsewhere' as const) : here;
    this.#routers.set(key, members);
    return members;
  }

  /** Adverts of a vmac carry an address of its base. */
  #ownAddresses({ interface: own, vmac }: InstanceConfig, { interfaceIndex }: ReceivedPacket): readonly IpAddress[] {
    const heard = this.#host.addressesOf(interfaceIndex);
    const base = vmac === 'none' ? undefined : this.#host.link(own);
    return base === undefined ? heard : [...heard, ...this.#host.addressesOf(base.index)];
  }

  #refuse(member: Member | 'unknown', packet: ReceivedPacket, refusal: Refusal, nowUs: number): undefined {
    const counter = REFUSAL_COUNTERS[refusal.code];
    const text = refusalText(refusal);
    if (member !== 'unknown') member.refuse(packet.source, text, nowUs);
    this.#remark(member, packet, nowUs, { was: 'dropped', counter, text });
  }

  #remark(
    member: Member | 'unknown',
    packet: ReceivedPacket,
    nowUs: number,
    what: Pick<PacketRemark, 'was' | 'counter' | 'text'>,
  ): void {
    if (member !== 'unknown') member.count(what.counter);
    const instance = member === 'unknown' ? member : member.config.name;
    const remark = this.#remarks.note({ instance, source: packet.source, ...what }, nowUs);
    if (remark !== undefined) this.#emit(remark);
  }
}
