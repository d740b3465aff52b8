import { writeFileSync } from 'node:fs';
import type { IpAddress } from '../../model/address.ts';
import type { HostItem } from '../../model/host/item.ts';
import { isIpv6Mac, vmacLinkLocal } from '../../model/host/vmac.ts';
import { err, ok } from '../../model/result.ts';
import type { Result } from '../../model/result.ts';
import type { SystemError } from '../../ports/system-error.ts';
import type { LinkMessage } from '../../wire/netlink/link.ts';
import type { Ipv4Setting } from '../../wire/netlink/settings.ts';
import type { Netlink } from '../netlink.ts';
import { forgetReports, reportWithMacOf } from './group-reports.ts';
import { reversePathPerInterface } from './reverse-path.ts';

type Vmac = Extract<HostItem, { kind: 'vmac' }>;
type Done = Result<void, SystemError>;

/** What the base interface was set to before: a later run restores it, so it stands in the alias of the link. */
interface Before {
  readonly arp_ignore: number;
  readonly arp_announce: number;
}

const ALIAS = /^vipward vmac of (\S+), before: arp_ignore (\d+), arp_announce (\d+)$/;
const aliasOf = (parent: string, { arp_ignore, arp_announce }: Before): string =>
  `vipward vmac of ${parent}, before: arp_ignore ${arp_ignore}, arp_announce ${arp_announce}`;

const SCOPE_LINK = 253;

/** The base must not answer for a VIP on its vmac, nor ask with the VIP as sender: its own MAC would be believed. */
const BASE_SETTINGS: Before = { arp_ignore: 1, arp_announce: 2 };
/** The vmac answers for its own addresses only, and hears adverts although it has no address that they could come from. */
const VMAC_SETTINGS = { arp_ignore: 1, rp_filter: 0 };

/** macvlans that carry a virtual MAC. */
export class Vmacs {
  readonly #netlink: Netlink;

  constructor(netlink: Netlink) {
    this.#netlink = netlink;
  }

  install(vmac: Vmac): Result<'installed' | 'present', SystemError> {
    const parent = this.#netlink.link(vmac.parent);
    if (!parent.ok) return parent;
    if (parent.value === 'none') return err({ errno: 'ENODEV', text: `there is no interface ${vmac.parent}` });
    const open = reversePathPerInterface(this.#netlink);
    if (!open.ok) return open;
    const base = parent.value;
    const link = this.#found(vmac, base);
    if (!link.ok) return link;
    const ready = inOrder([
      () => this.#bring(base, { ...BASE_SETTINGS }),
      () => this.#bring(link.value, VMAC_SETTINGS),
      () => this.#reportAs(link.value, base),
      () => (link.value.running === 'yes' ? ok(undefined) : this.#netlink.setUp(link.value.index)),
      () => (isIpv6Mac(vmac.mac) ? this.#speak(link.value, vmacLinkLocal(base.mac, vmac.mac)) : ok(undefined)),
    ]);
    if (!ready.ok) return ready;
    return ok(ALIAS.test(link.value.alias) ? 'installed' : 'present');
  }

  /** Before the link is up and says anything. Where it cannot be done everything else is as good. */
  #reportAs({ name }: LinkMessage, { mac }: LinkMessage): Done {
    reportWithMacOf(name, mac);
    return ok(undefined);
  }

  /** Adverts need a link-local address of this very interface. It belongs to this host, so nobody looks for duplicates. */
  #speak({ index }: LinkMessage, address: IpAddress): Done {
    const added = this.#netlink.addAddress({ index, address, prefixLength: 64, scope: SCOPE_LINK });
    return added.ok || added.error.errno === 'EEXIST' ? ok(undefined) : added;
  }

  /** Sets what is not so already: every change is told to all who listen to the link. */
  #bring({ name, index }: LinkMessage, settings: Readonly<Partial<Record<Ipv4Setting, number>>>): Done {
    const wrong: Partial<Record<Ipv4Setting, number>> = {};
    for (const [setting, value] of Object.entries(settings) as [Ipv4Setting, number][]) {
      const now = this.#netlink.ipv4Setting(name, setting);
      if (!now.ok) return now;
      if (now.value !== value) wrong[setting] = value;
    }
    return Object.keys(wrong).length === 0 ? ok(undefined) : this.#netlink.setIpv4(index, wrong);
  }

  /** The link of this name when it is fit, or a new one. */
  #found(vmac: Vmac, parent: LinkMessage): Result<LinkMessage, SystemError> {
    const existing = this.#netlink.link(vmac.name);
    if (!existing.ok) return existing;
    if (existing.value === 'none') return this.#create(vmac, parent);
    const { driver, parentIndex, mac, alias, index } = existing.value;
    if (driver === 'macvlan' && parentIndex === parent.index && macText(mac) === vmac.mac) return ok(existing.value);
    if (!ALIAS.test(alias)) {
      const text = `interface ${vmac.name} is there already, and is no macvlan of ${vmac.parent} with the MAC ${vmac.mac}`;
      return err({ errno: 'EEXIST', text: `${text}: delete it, or give another name behind use_vmac` });
    }
    const removed = this.#netlink.deleteLink(index);
    return removed.ok ? this.#create(vmac, parent) : removed;
  }

  #create({ name, mac }: Vmac, parent: LinkMessage): Result<LinkMessage, SystemError> {
    const before = this.#before(parent);
    if (!before.ok) return before;
    const macvlan = { name, parentIndex: parent.index, mode: 'private', mac: macBytes(mac) } as const;
    const created = this.#netlink.createMacvlan(macvlan);
    if (!created.ok) return created;
    const link = this.#netlink.link(name);
    if (!link.ok) return link;
    if (link.value === 'none') return err({ errno: 'ENODEV', text: `interface ${name} is gone again` });
    const { index } = link.value;
    const alias = aliasOf(parent.name, before.value);
    const prepared = inOrder([
      () => this.#netlink.setAlias(index, alias),
      () => this.#withoutOwnAddress(link.value as LinkMessage),
    ]);
    if (prepared.ok) return ok({ ...link.value, alias });
    // Without its alias it would be somebody else's from now on.
    this.#netlink.deleteLink(index);
    return prepared;
  }

  /** The kernel would make IPv6 addresses of the virtual MAC, the same ones on every node. */
  #withoutOwnAddress({ name, index }: LinkMessage): Done {
    hearNoRouters(name);
    const quiet = this.#netlink.makeNoIpv6Address(index);
    return quiet.ok || quiet.error.errno !== 'EAFNOSUPPORT' ? quiet : ok(undefined);
  }

  /** As another vmac of this base knows it, or as it is. */
  #before({ name }: LinkMessage): Result<Before, SystemError> {
    const links = this.#netlink.links();
    if (!links.ok) return links;
    const known = links.value.map(({ alias }) => beforeOf(alias, name)).find((before) => before !== undefined);
    if (known !== undefined) return ok(known);
    const [ignore, announce] = [
      this.#netlink.ipv4Setting(name, 'arp_ignore'),
      this.#netlink.ipv4Setting(name, 'arp_announce'),
    ];
    if (!ignore.ok) return ignore;
    if (!announce.ok) return announce;
    if (ignore.value === 'none' || announce.value === 'none') {
      return err({ errno: 'EAFNOSUPPORT', text: `IPv4 is off on ${name}` });
    }
    return ok({ arp_ignore: ignore.value, arp_announce: announce.value });
  }

  /** The last one of a base puts the base's settings back. */
  uninstall({ name, parent }: Pick<Vmac, 'name' | 'parent'>): Result<'removed' | 'absent', SystemError> {
    const link = this.#netlink.link(name);
    if (!link.ok) return link;
    const before = link.value === 'none' ? undefined : beforeOf(link.value.alias, parent);
    if (link.value === 'none' || before === undefined) return ok('absent');
    const removed = this.#netlink.deleteLink(link.value.index);
    if (!removed.ok) return removed;
    forgetReports(name);
    const [others, base] = [this.#netlink.links(), this.#netlink.link(parent)];
    if (!others.ok) return others;
    if (!base.ok) return base;
    const last = others.value.every(({ alias }) => beforeOf(alias, parent) === undefined);
    const restored =
      last && base.value !== 'none' ? this.#netlink.setIpv4(base.value.index, { ...before }) : ok(undefined);
    return restored.ok ? ok('removed') : restored;
  }

  /** Every vmac that vipward has made, in this run or another. */
  ours(): Result<readonly Vmac[], SystemError> {
    const links = this.#netlink.links();
    if (!links.ok) return links;
    const found = links.value.flatMap(({ name, alias, mac }) => {
      const parent = ALIAS.exec(alias)?.[1];
      return parent === undefined ? [] : [{ kind: 'vmac' as const, name, parent, mac: macText(mac) }];
    });
    return ok(found);
  }
}

/** Nor is it to ask for routers with that MAC, or to take addresses and routes from them. Without IPv6 there are none. */
function hearNoRouters(name: string): void {
  for (const setting of ['accept_ra', 'router_solicitations']) {
    try {
      writeFileSync(`/proc/sys/net/ipv6/conf/${name}/${setting}`, '0');
    } catch {
      return; // IPv6 is off, or /proc/sys is read-only: then the host's own setting holds
    }
  }
}

function beforeOf(alias: string, parent: string): Before | undefined {
  const [, of, ignore, announce] = ALIAS.exec(alias) ?? [];
  return of === parent ? { arp_ignore: Number(ignore), arp_announce: Number(announce) } : undefined;
}

function inOrder(steps: readonly (() => Done)[]): Done {
  for (const step of steps) {
    const done = step();
    if (!done.ok) return done;
  }
  return ok(undefined);
}

const macText = (mac: Uint8Array): string => Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join(':');
const macBytes = (mac: string): Uint8Array => Uint8Array.from(mac.split(':'), (byte) => Number.parseInt(byte, 16));
