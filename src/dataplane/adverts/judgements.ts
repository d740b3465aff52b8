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

/** A master says the same with every advert: what was judged of the last one holds of one that does not differ. */
export class Judgements {
  readonly #last = new WeakMap<Member, Judged>();

  /** As {@link acceptAdvert}. `ownAddresses`: another array when they have changed. */
  judge(member: Member, packet: ReceivedPacket, ownAddresses: readonly IpAddress[]): Judgement {
    const last = this.#last.get(member);
    const { config } = member;
    const holds = last?.config === config && last.ownAddresses === ownAddresses && isSame(last.packet, packet);
    if (holds) return last.judgement;
    const judgement = acceptAdvert(packet, config, ownAddresses);
    this.#last.set(member, { packet, config, ownAddresses, judgement });
    return judgement;
  }
}

/** In all that is judged: everything but the moment. */
function isSame(a: ReceivedPacket, b: ReceivedPacket): boolean {
  return (
    a.source === b.source &&
    a.destination === b.destination &&
    a.ttl === b.ttl &&
    a.interfaceIndex === b.interfaceIndex &&
    a.ipHeaderBytes === b.ipHeaderBytes &&
    a.ipTotalLength === b.ipTotalLength &&
    isSameBytes(a.payload, b.payload)
  );
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
