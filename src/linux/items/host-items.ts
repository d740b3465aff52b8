import { type CarriedItem, type HostItem, isCarried, itemKey } from '../../model/host/item.ts';
import { err, ok, unreachable } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { Netlink } from '../netlink.ts';
import { ClosedAddresses } from './closed.ts';
import { Routing } from './routing.ts';
import { Vmacs } from './vmacs.ts';

type Installed = Result<'installed' | 'present', SystemError>;
type Removed = Result<'removed' | 'absent', SystemError>;

/** An address is added and removed as a VIP is. */
type Item = Exclude<HostItem, { readonly kind: 'address' }>;

/** Items on this host, each kind by its own means. Semantics: `Network` in `src/ports`. */
export class HostItems {
  readonly #netlink: Netlink;
  readonly #vmacs: Vmacs;
  readonly #routing: Routing;
  readonly #closed: ClosedAddresses;
  /** What a setting was before, by interface and name. */
  readonly #before = new Map<string, number>();

  /** `protocol`: marks routes and rules as ours. `filterRemoved`: another program has touched the packet filter. */
  constructor(netlink: Netlink, protocol: number, filterRemoved: () => void) {
    this.#netlink = netlink;
    this.#vmacs = new Vmacs(netlink);
    this.#routing = new Routing(netlink, protocol);
    this.#closed = new ClosedAddresses(filterRemoved);
  }

  install(item: Item): Installed {
    switch (item.kind) {
      case 'vmac':
        return this.#vmacs.install(item);
      case 'setting':
        return this.#set(item);
      case 'route':
      case 'rule':
        return this.#routing.install(item);
      case 'closed':
        return this.#closed.install(item);
      default:
        return unreachable(item);
    }
  }

  uninstall(item: Item): Removed {
    switch (item.kind) {
      case 'vmac':
        return this.#vmacs.uninstall(item);
      case 'setting':
        return this.#reset(item);
      case 'route':
      case 'rule':
        return this.#routing.uninstall(item);
      case 'closed':
        return this.#closed.uninstall(item);
      default:
        return unreachable(item);
    }
  }

  missing(items: readonly CarriedItem[]): Result<readonly CarriedItem[], SystemError> {
    return this.#routing.missing(items);
  }

  /** Semantics: `Network`, without addresses. */
  removeLeftovers(kept: readonly HostItem[]): Result<void, SystemError> {
    const routing = this.#routing.removeAllBut(kept.filter(isCarried));
    const vmacs = this.#vmacs.ours();
    if (!vmacs.ok) return vmacs;
    const keys = new Set(kept.map(itemKey));
    const removed = vmacs.value.filter((item) => !keys.has(itemKey(item))).map((item) => this.#vmacs.uninstall(item));
    const filter = this.#closed.removeLeftover(kept);
    return removed.find((done) => !done.ok) ?? (routing.ok ? filter : routing);
  }

  close(): void {
    this.#closed.close();
  }

  #set({ device, setting, value }: Extract<HostItem, { kind: 'setting' }>): Installed {
    const link = this.#netlink.link(device);
    const before = this.#netlink.ipv4Setting(device, setting);
    if (!link.ok) return link;
    if (!before.ok) return before;
    if (link.value === 'none' || before.value === 'none') return err(noInterface(device));
    const known = this.#before.has(`${device} ${setting}`);
    if (before.value === value) return ok(known ? 'installed' : 'present');
    if (!known) this.#before.set(`${device} ${setting}`, before.value);
    const set = this.#netlink.setIpv4(link.value.index, { [setting]: value });
    return set.ok ? ok('installed') : set;
  }

  #reset({ device, setting }: Extract<HostItem, { kind: 'setting' }>): Removed {
    const before = this.#before.get(`${device} ${setting}`);
    const link = this.#netlink.link(device);
    if (!link.ok) return link;
    if (before === undefined || link.value === 'none') return ok('absent');
    this.#before.delete(`${device} ${setting}`);
    const set = this.#netlink.setIpv4(link.value.index, { [setting]: before });
    return set.ok ? ok('removed') : set;
  }
}

const noInterface = (name: string): SystemError => ({ errno: 'ENODEV', text: `there is no interface ${name}` });
