import type { IpAddress } from '../../model/address.ts';
import type { HostView } from '../host-view.ts';
import type { Member } from '../member.ts';

interface Parts {
  readonly host: HostView;
  readonly members: ReadonlyMap<string, Member>;
  readonly taken: (member: Member, address: IpAddress) => void;
  /** Runs it after input that is already waiting. */
  readonly later: (look: () => void) => void;
}

/** Notices VIPs that somebody else has taken off this host. */
export class TakenVips {
  readonly #parts: Parts;
  #looks: 'no' | 'soon' = 'no';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** An address was reported as gone: looks once for all that are reported now, unless {@link catchUp} comes before. */
  lookSoon(): void {
    if (this.#looks === 'soon') return;
    this.#looks = 'soon';
    this.#parts.later(() => this.catchUp());
  }

  /** Before anything else is decided. */
  catchUp(): void {
    if (this.#looks === 'soon') this.look();
  }

  look(): void {
    this.#looks = 'no';
    const members = [...this.#parts.members.values()];
    const gone = this.#parts.host.goneOf(members.flatMap(({ installed }) => [...installed.values()]));
    for (const member of members) {
      for (const { address } of member.lose(gone)) this.#parts.taken(member, address);
    }
  }
}
