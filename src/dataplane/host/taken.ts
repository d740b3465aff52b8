import type { IpAddress } from '../../model/address.ts';
import type { CarriedItem } from '../../model/host/item.ts';
import type { Network } from '../../ports/network.ts';
import type { HostView } from '../host-view.ts';
import type { Member } from '../member.ts';

/** What is gone: an address, or a route or rule that came with the addresses. */
export type Loss = { readonly address: IpAddress } | { readonly item: CarriedItem };

interface Parts {
  readonly host: HostView;
  readonly network: Pick<Network, 'missing'>;
  readonly members: ReadonlyMap<string, Member>;
  readonly taken: (member: Member, loss: Loss) => void;
  /** Runs it after input that is already waiting. */
  readonly later: (look: () => void) => void;
}

/** Notices VIPs, and tracked routes and rules, that somebody else has taken off this host. */
export class Taken {
  readonly #parts: Parts;
  #looks: 'no' | 'soon' = 'no';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Something was reported as gone: looks once for all that is reported now, unless {@link catchUp} comes before. */
  lookSoon(): void {
    if (this.#looks === 'soon') return;
    this.#looks = 'soon';
    this.#parts.later(() => this.catchUp());
  }

  /** The kernel takes routes along with an address, and says nothing of most of them. */
  lookForCarriedSoon(): void {
    if ([...this.#parts.members.values()].some(({ carried }) => carried.size > 0)) this.lookSoon();
  }

  /** Before anything else is decided. */
  catchUp(): void {
    if (this.#looks === 'soon') this.look();
  }

  look(): void {
    this.#looks = 'no';
    const { host, taken } = this.#parts;
    const members = [...this.#parts.members.values()];
    const gone = host.goneOf(members.flatMap(({ installed }) => [...installed.values()]));
    for (const member of members) {
      for (const { address } of member.lose(gone)) taken(member, { address });
    }
    const missing = this.#missingOf(members);
    for (const member of members) {
      const item = member.loseCarried(missing);
      if (item !== undefined) taken(member, { item });
    }
  }

  /** Of those that still hold their addresses: the others have let go of all by now. */
  #missingOf(members: readonly Member[]): ReadonlySet<CarriedItem> {
    const carried = members.flatMap((member) => [...member.carried.values()]);
    if (carried.length === 0) return new Set();
    const missing = this.#parts.network.missing(carried);
    return new Set(missing.ok ? missing.value : []);
  }
}
