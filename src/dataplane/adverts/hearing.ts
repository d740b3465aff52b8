import { standingItems } from '../../model/host/standing.ts';
import { listeningDevice, sendingDevice } from '../../model/host/vmac.ts';
import type { Link } from '../../ports/network.ts';
import type { Fixtures } from '../host/fixtures.ts';
import type { HostView } from '../host-view.ts';
import type { Member } from '../member.ts';
import { socketKey, type Sockets } from '../sockets.ts';

const LISTEN_AGAIN_US = 1_000_000;

/** Adverts must be heard from the first moment, also by an instance that waits in fault. */
export class Hearing {
  /** When to try again what could not be opened. */
  againAtUs = Infinity;
  readonly #host: HostView;
  readonly #fixtures: Fixtures;
  readonly #sockets: Sockets;
  readonly #complain: (text: string) => void;

  constructor(parts: {
    readonly host: HostView;
    readonly fixtures: Fixtures;
    readonly sockets: Sockets;
    readonly complain: (text: string) => void;
  }) {
    this.#host = parts.host;
    this.#fixtures = parts.fixtures;
    this.#sockets = parts.sockets;
    this.#complain = parts.complain;
  }

  /** Opens what the members listen on and closes the rest; who cannot hear is `deaf` afterwards. */
  open(members: readonly Member[], nowUs: number): void {
    const inUse = new Set<string>();
    for (const member of members) {
      const { config } = member;
      const link = this.#host.link(listeningDevice(config));
      const broken = this.#fixtures.faultOf(standingItems(config));
      member.deaf = broken ?? (link === undefined ? undefined : this.#listen(member, link));
      for (const each of [link, this.#host.link(sendingDevice(config))])
        if (each !== undefined) inUse.add(socketKey(each, config.family));
    }
    this.#sockets.keepOnly(inUse);
    // Nothing tells when what was short (descriptors, memory, memberships) is there again.
    this.againAtUs = members.some(({ deaf }) => deaf !== undefined) ? nowUs + LISTEN_AGAIN_US : Infinity;
  }

  /** @returns why it cannot */
  #listen(member: Member, link: Link): string | undefined {
    const { cast, family, name } = member.config;
    const socket = this.#sockets.ready(link, family, cast.mode === 'multicast' ? cast.group : 'none');
    if (socket.ok) return undefined;
    const fault = `cannot listen on ${link.name}: ${socket.error.text}`;
    if (fault !== member.deaf) this.#complain(`(${name}) ${fault}`);
    return fault;
  }
}
