import type { IpAddress } from '../../model/address.ts';
import type { InstanceConfig } from '../../model/instance.ts';
import type { ReceivedPacket } from '../../ports/network.ts';
import { acceptAdvert } from '../../vrrp/accept.ts';
import type { Member } from '../member.ts';

type Judgement = ReturnType<typeof acceptAdvert>;

interface Judged {
  readonly packet: ReceivedPacket;
  readonly config: InstanceConfig;
  readonly ownAddresses: readonly IpAddress[];
  readonly judgement: Judgement;
}

/** A master says the same with every advert, and then it is the same packet: what was judged of it holds. */
export class Judgements {
  readonly #last = new WeakMap<Member, Judged>();

  /** As {@link acceptAdvert}. `ownAddresses`: another array when they have changed. `packet`: never changed afterwards. */
  judge(member: Member, packet: ReceivedPacket, ownAddresses: readonly IpAddress[]): Judgement {
    const last = this.#last.get(member);
    const { config } = member;
    const holds = last?.config === config && last.ownAddresses === ownAddresses && last.packet === packet;
    if (holds) return last.judgement;
    const judgement = acceptAdvert(packet, config, ownAddresses);
    this.#last.set(member, { packet, config, ownAddresses, judgement });
    return judgement;
  }
}
