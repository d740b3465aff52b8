import type { Clock } from '../ports/clock.ts';
import { familyOf, type IpAddress } from '../model/address.ts';
import type { PacingGroup } from '../model/host/links.ts';
import type { Link } from '../ports/network.ts';

interface Queued {
  readonly instance: string;
  readonly address: IpAddress;
  readonly link: Link;
  /** The interface whose group of interfaces it belongs to: of a virtual interface the one below. */
  readonly device: string;
  /** Where that interface is in no group. */
  readonly gapUs: number;
}

/**
 * Sends announcements in order, with at least `vrrp_garp_interval` between two gratuitous ARPs on one interface, and
 * `vrrp_gna_interval` between two neighbour advertisements; a `garp_group` has intervals of its own, across its
 * interfaces. Without an interval all leave at once. What waits is cancelled the moment its instance is no longer master.
 */
export class Announcer {
  readonly #send: (address: IpAddress, link: Link) => void;
  readonly #clock: Pick<Clock, 'nowUs'>;
  readonly #lastUs = new Map<string, number>();
  #groups: readonly PacingGroup[] = [];
  #waiting: Queued[] = [];
  /** Before then there is nothing to do. */
  #nextUs = Infinity;

  constructor(clock: Pick<Clock, 'nowUs'>, send: (address: IpAddress, link: Link) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The groups from now on; what waits keeps to them. */
  pace(groups: readonly PacingGroup[]): void {
    this.#groups = groups;
    this.#keep(() => true);
  }

  add(announcement: Queued): void {
    this.#waiting.push(announcement);
    this.#nextUs = Math.min(this.#nextUs, this.#dueUs(announcement));
  }

  cancel(instance: string): void {
    this.#keep((queued) => queued.instance !== instance);
  }

  /** An address that an instance gives up is announced no more; its others still are. */
  withdraw(instance: string, address: IpAddress): void {
    this.#keep((queued) => queued.instance !== instance || queued.address !== address);
  }

  /** Sends all that is due now. */
  run(): void {
    const nowUs = this.#clock.nowUs();
    if (nowUs < this.#nextUs) return;
    const blocked = new Set<string>();
    this.#keep((queued) => {
      const { line } = this.#paceOf(queued);
      if (blocked.has(line) || this.#dueUs(queued) > nowUs) {
        blocked.add(line);
        return true;
      }
      this.#lastUs.set(line, nowUs);
      this.#send(queued.address, queued.link);
      return false;
    });
  }

  /** When {@link run} has something to do next; Infinity when nothing waits. */
  nextDueUs(): number {
    return this.#nextUs;
  }

  #keep(which: (queued: Queued) => boolean): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter(which);
    this.#nextUs = this.#waiting.reduce((earliestUs, queued) => Math.min(earliestUs, this.#dueUs(queued)), Infinity);
  }

  #dueUs(queued: Queued): number {
    const { line, gapUs } = this.#paceOf(queued);
    return gapUs === 0 ? -Infinity : (this.#lastUs.get(line) ?? -Infinity) + gapUs;
  }

  /** What waits for each other, and for how long. */
  #paceOf({ device, link, address, gapUs }: Queued): { readonly line: string; readonly gapUs: number } {
    const family = familyOf(address);
    const at = this.#groups.findIndex(({ devices }) => devices.includes(device));
    const group = this.#groups[at];
    if (group === undefined) return { line: `${link.index}/${family}`, gapUs };
    const gapMs = family === 4 ? group.garpIntervalMs : group.neighbourAdvertIntervalMs;
    return { line: `group ${at}/${family}`, gapUs: gapMs * 1000 };
  }
}
