/** What vipward puts on a host beside the VIPs, and takes off again. Interfaces by name; a MAC as `00:00:5e:00:01:33`. */
export type HostItem =
  /** A macvlan in private mode on `parent`, up, that answers for its own addresses only. */
  | { readonly kind: 'vmac'; readonly name: string; readonly parent: string; readonly mac: string }
  /** An IPv4 setting of an interface, as `net.ipv4.conf` shows it. */
  | {
      readonly kind: 'setting';
      readonly device: string;
      readonly setting: 'promote_secondaries';
      readonly value: number;
    };

/** The same item has the same text. */
export const itemKey = (item: HostItem): string => JSON.stringify(item);

/** Interfaces that the item is on, or stands upon. */
export function devicesOf(item: HostItem): readonly string[] {
  return item.kind === 'vmac' ? [item.parent, item.name] : [item.device];
}
