import type { IpAddress } from '../address.ts';
import type { Vip } from '../instance.ts';
import { type Route, routeText, type Rule, ruleText, type Tracking } from './routing.ts';

/** What vipward puts on a host and takes off again. Interfaces by name; a MAC as `00:00:5e:00:01:33`. */
export type HostItem =
  /** A macvlan in private mode on `parent`, up, that answers for its own addresses only. */
  | { readonly kind: 'vmac'; readonly name: string; readonly parent: string; readonly mac: string }
  /** An IPv4 setting of an interface, as `net.ipv4.conf` shows it. */
  | {
      readonly kind: 'setting';
      readonly device: string;
      readonly setting: 'promote_secondaries';
      readonly value: number;
    }
  | { readonly kind: 'address'; readonly address: Vip }
  /** No packet for these addresses is taken by this host, but for neighbour discovery (RFC 9568 Accept_Mode false). */
  | { readonly kind: 'closed'; readonly addresses: readonly IpAddress[] }
  | CarriedItem;

/** What moves with an instance beside its addresses. */
export type CarriedItem =
  { readonly kind: 'route'; readonly route: Route } | { readonly kind: 'rule'; readonly rule: Rule };

/** The same item has the same text. */
export const itemKey = (item: HostItem): string => JSON.stringify(item);

/** What of `items` is not, just so, among `others`. */
export function itemsOnlyIn<Item extends HostItem>(
  items: readonly Item[],
  others: readonly HostItem[],
): readonly Item[] {
  const known = new Set(others.map(itemKey));
  return items.filter((item) => !known.has(itemKey(item)));
}

/** Interfaces that the item is on, or stands upon. None: it may depend on any. */
export function devicesOf(item: HostItem): readonly string[] {
  switch (item.kind) {
    case 'vmac':
      return [item.parent, item.name];
    case 'setting':
      return [item.device];
    case 'address':
      return [item.address.device];
    case 'route':
      return item.route.device === undefined ? [] : [item.route.device];
    case 'rule':
    case 'closed':
      return [];
  }
}

/** Whether a change of this interface may have taken the item away, or have made its place. */
export function dependsOn(item: HostItem, device: string): boolean {
  const devices = devicesOf(item);
  return (devices.length === 0 && item.kind !== 'closed') || devices.includes(device);
}

/** For people. */
export function itemText(item: HostItem): string {
  switch (item.kind) {
    case 'vmac':
      return `interface ${item.name}`;
    case 'setting':
      return `${item.setting}=${item.value} on ${item.device}`;
    case 'address':
      return `address ${item.address.address}/${item.address.prefixLength} on ${item.address.device}`;
    case 'route':
      return `route ${routeText(item.route)}`;
    case 'closed':
      return `packet filter for ${item.addresses.join(', ')}`;
    case 'rule':
      return `rule ${ruleText(item.rule)}`;
  }
}

/** Whether it is missed when another program takes it away. */
export function trackingOf(item: HostItem): Tracking {
  if (item.kind === 'route') return item.route.tracking;
  if (item.kind === 'rule') return item.rule.tracking;
  return (item.kind === 'address' ? item.address.tracking : undefined) ?? 'track';
}

export const isCarried = (item: HostItem): item is CarriedItem => item.kind === 'route' || item.kind === 'rule';
