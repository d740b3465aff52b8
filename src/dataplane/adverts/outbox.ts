import { PRIORITY_LEAVING, type Priority } from '../../model/priority.ts';
import type { Network, Outgoing, OutgoingPacket, VrrpSocket } from '../../ports/network.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { advertPackets } from '../../vrrp/outgoing.ts';
import type { ChecksumForm } from '../../vrrp/refusal.ts';
import type { Instance } from '../../vrrp/state.ts';
import type { Member } from '../member.ts';

/** An advert of an instance, as it goes to the group or to each peer. */
interface Advert {
  readonly member: Member;
  readonly priority: Priority;
  readonly socket: VrrpSocket;
  readonly config: Instance['config'];
  readonly sourceAddress: Instance['sourceAddress'];
  readonly checksum: ChecksumForm;
  readonly packets: readonly Outgoing[];
}

/**
 * Adverts that leave together. An advert is made once and stays the same until something of it changes; an advert each
 * interval costs no more than its place in the list.
 */
export class Outbox {
  readonly #network: Pick<Network, 'sendAll'>;
  readonly #last = new WeakMap<Member, Advert>();
  #waiting: Advert[] = [];

  constructor(network: Pick<Network, 'sendAll'>) {
    this.#network = network;
  }

  /** The instance has a source address. */
  add(member: Member, socket: VrrpSocket, priority: Priority): void {
    const last = this.#last.get(member);
    const { config, sourceAddress } = member.instance;
    const isSame =
      last?.config === config &&
      last.priority === priority &&
      last.sourceAddress === sourceAddress &&
      last.checksum === member.checksumHeard &&
      last.socket === socket;
    this.#waiting.push(isSame ? last : this.#made(member, socket, priority));
  }

  /** Sends all, in order. */
  flush(failed: (member: Member, packet: OutgoingPacket, error: SystemError) => void): void {
    if (this.#waiting.length === 0) return;
    const adverts = this.#waiting;
    this.#waiting = [];
    const failures = this.#network.sendAll(adverts.flatMap(({ packets }) => packets));
    const unsent = new Map(failures.map(({ outgoing, error }) => [outgoing, error]));
    for (const { member, packets, priority } of adverts) {
      for (const outgoing of packets) {
        const error = unsent.get(outgoing);
        if (error !== undefined) failed(member, outgoing.packet, error);
        else member.count(priority === PRIORITY_LEAVING ? 'priority_zero_sent' : 'adverts_sent');
      }
    }
  }

  #made(member: Member, socket: VrrpSocket, priority: Priority): Advert {
    const { config, sourceAddress } = member.instance;
    const checksum = member.checksumHeard;
    if (sourceAddress === 'none') throw new Error(`(${config.name}) has no address to speak from`);
    const packets = advertPackets(config, sourceAddress, priority, checksum).map((packet) => ({ socket, packet }));
    const advert = { member, priority, socket, config, sourceAddress, checksum, packets };
    this.#last.set(member, advert);
    return advert;
  }
}
