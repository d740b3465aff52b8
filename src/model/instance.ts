import { isLinkLocal } from './address.ts';
import type { IpAddress, IpFamily } from './address.ts';
import type { CarriedItem } from './host/item.ts';
import { effectivePriority, type Priority } from './priority.ts';
import type { Vrid } from './vrid.ts';

/** One address that moves with an instance, or is announced with it. */
export interface Vip {
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** Interface that carries it; the instance's own unless `dev` was written. */
  readonly device: string;
  /** rtnetlink scope number: 0 global, 200 site, 253 link, 254 host, 255 nowhere. */
  readonly scope: number;
  readonly label?: string;
  readonly broadcast?: IpAddress;
  /** How long it may be chosen as a source address; absent: forever, 0: never. */
  readonly preferredLifetimeS?: number;
  /** The far end of a point-to-point link; the prefix length is then that of this one. */
  readonly peer?: IpAddress;
  /** `dad`: the kernel looks for duplicates before it uses an IPv6 address. `noprefixroute`: no route to its network. */
  readonly flags?: readonly VipFlag[];
  /** Nobody is to miss it when another program takes it away. */
  readonly tracking?: 'ignore';
}

export type VipFlag = 'dad' | 'noprefixroute';

export type Authentication = { readonly type: 'none' } | { readonly type: 'pass'; readonly password: string };

export interface UnicastPeer {
  readonly address: IpAddress;
  readonly minTtl?: number;
  readonly maxTtl?: number;
}

/** A virtual interface with the virtual MAC that carries the VIPs (`use_vmac`); `transmit`: where adverts leave from. */
export interface Vmac {
  readonly name: string;
  readonly transmit: 'vmac' | 'base';
}

/** How adverts reach the peers. A unicast instance refuses multicast adverts and the reverse. */
export type Cast =
  | { readonly mode: 'multicast'; readonly group: IpAddress }
  | { readonly mode: 'unicast'; readonly peers: readonly UnicastPeer[]; readonly ttl: number };

/** A tracked check's, group's or interface's influence. Weight 0: bad means FAULT. */
export interface Tracked {
  readonly name: string;
  readonly weight: number;
  /** Points while the check warns; `weight`: as while it is up. */
  readonly warnWeight: number | 'weight';
  readonly reverse: 'normal' | 'reverse';
}

/** Pacing of gratuitous ARP and, over IPv6, unsolicited neighbour advertisements; keepalived's `garp_*` words. Times in ms. */
export interface GarpSettings {
  readonly masterRepeat: number;
  readonly masterDelayMs: number;
  readonly masterRefreshMs: number;
  readonly masterRefreshRepeat: number;
  readonly lowerPriorityRepeat: number;
  readonly lowerPriorityDelayMs: number;
  /** Least time between two announcements on one interface. */
  readonly intervalMs: number;
  /** The same of neighbour advertisements: keepalived's `vrrp_gna_interval`. */
  readonly neighbourAdvertIntervalMs: number;
}

/** A node of the virtual router, this one or another: where its adverts come from and what it has at its best. */
export interface KnownNode {
  readonly address: IpAddress;
  /** What it advertises while nothing that it tracks is bad. */
  readonly bestPriority: Priority;
}

/** What one virtual router is to do; one `vrrp_instance` block. */
export interface InstanceConfig {
  readonly name: string;
  readonly interface: string;
  readonly vmac: Vmac | 'none';
  /** Of the interface: the kernel keeps the addresses of a network when its first one goes. `leave`: as it is. */
  readonly promoteSecondaries: 'on' | 'leave';
  readonly vrid: Vrid;
  readonly version: 2 | 3;
  /** Of adverts and of the addresses they list. One VRID may serve both families on one interface, by two instances. */
  readonly family: IpFamily;
  /** The wish at start only (`state`); election is by priority. */
  readonly wantedState: 'master' | 'backup';
  readonly basePriority: Priority;
  /** Own advert interval: whole seconds in v2, 1 to 4095 cs in v3. */
  readonly advertIntervalCs: number;
  /** Adverts missed before takeover; 3 in the RFCs. */
  readonly downTimerAdverts: number;
  readonly authentication: Authentication;
  readonly cast: Cast;
  /** Source of adverts and tie-break address; `interface`: one of its own, as {@link sourceKind} says. */
  readonly sourceAddress: IpAddress | 'interface';
  readonly preempt: 'preempt' | 'nopreempt';
  readonly preemptDelayMs: number;
  /** Whether packets to the VIPs are taken by this host (RFC 9568 Accept_Mode); those of an owner always are. */
  readonly acceptMode: 'accept' | 'refuse';
  /** Advertised and installed. */
  readonly vips: readonly Vip[];
  /** Installed and announced, not advertised (`virtual_ipaddress_excluded`). */
  readonly excludedVips: readonly Vip[];
  /** What else comes with the addresses and goes before them: routes, then rules. */
  readonly carried: readonly CarriedItem[];
  readonly trackedChecks: readonly Tracked[];
  /** Interfaces but the own one, which is tracked with weight 0 unless `trackPrimary` is `ignore`. */
  readonly trackedInterfaces: readonly Tracked[];
  readonly trackPrimary: 'fault' | 'ignore';
  readonly garp: GarpSettings;
  /** v3 over IPv4: checksum with pseudo header (keepalived's default), as RFC 9568 without, or as the peers have it. */
  readonly v3Checksum: 'pseudo' | 'rfc9568' | 'auto';
  /** Refuse unicast adverts from addresses that are no peer. */
  readonly unicastSource: 'peersOnly' | 'any';
  /** A master that hears a lower priority: answer at once (RFC 9568 §6.4.3), or stay silent (RFC 3768). */
  readonly onLowerPriority: 'advertise' | 'silent';
  /** A master that hears a higher priority: step down silently, or send one last advert first. */
  readonly onHigherPriority: 'silent' | 'advertise';
  /** Address list differs from ours: note it, refuse the advert unless its sender owns the address, or do not look. */
  readonly addressListCheck: 'report' | 'drop' | 'off';
  /** An IPv6 list that does not begin with a link-local address (RFC 9568 §5.2.9): note it, or refuse the advert. */
  readonly globalFirstAddress: 'report' | 'drop';
  /** With priority 255: takes adverts of others into account, or refuses them all (RFC 3768 §7.1). */
  readonly ownerHears: 'adverts' | 'nothing';
  /** A node whose checks have failed: keeps the address while no healthy node takes it, or gives it up (keepalived). */
  readonly allBad: 'keep' | 'release';
  /** All nodes with this one, as a cluster file knows them; none: the others are not known. */
  readonly knownNodes: readonly KnownNode[];
  readonly notify: NotifyScripts;
  /** `notify_priority_changes`: changes of the priority are written on the pipes. */
  readonly priorityEvents: 'told' | 'silent';
  /** `smtp_alert`: changes of the state are mailed. */
  readonly mail: 'on' | 'off';
}

/**
 * Which address of its interface an instance speaks from unless it was told. Over IPv6 multicast leaves from a link-local
 * one (RFC 9568 §5.1.2.1); unicast from one that the peers can answer to.
 */
export function sourceKind({ family, cast }: Pick<InstanceConfig, 'family' | 'cast'>): SourceKind {
  if (family === 4) return 'IPv4';
  const near = cast.mode === 'multicast' || cast.peers.some(({ address }) => isLinkLocal(address));
  return near ? 'link-local IPv6' : 'IPv6';
}

export type SourceKind = 'IPv4' | 'link-local IPv6' | 'IPv6';

/** Instances that change their state together; one `vrrp_sync_group` block. No instance is in two of them. */
export interface SyncGroup {
  readonly name: string;
  /** Names of instances of the model, in the order of the file. */
  readonly members: readonly string[];
  readonly notify: Omit<NotifyScripts, 'deleted'>;
  /** `smtp_alert`. */
  readonly mail: 'on' | 'off';
}

const mostPoints = ({ weight, reverse }: Tracked): number => Math.max(0, reverse === 'reverse' ? -weight : weight);

/** What an instance advertises while nothing that it tracks is bad: its base and every point that can be won. */
export function bestPriority({
  basePriority,
  trackedChecks,
  trackedInterfaces,
}: Pick<InstanceConfig, 'basePriority' | 'trackedChecks' | 'trackedInterfaces'>): Priority {
  const points = [...trackedChecks, ...trackedInterfaces].map(mostPoints);
  return effectivePriority(
    basePriority,
    points.reduce((sum, each) => sum + each, 0),
  );
}

/** One notify command: argv without a shell, run as `user`. */
export interface NotifyScript {
  readonly argv: readonly string[];
  readonly user: RunAs;
}

/** Who a script runs as; names are resolved on the host, `daemon` is the daemon's own user. */
export type RunAs = 'daemon' | { readonly user: string; readonly group?: string };

/** keepalived's notify kinds; the specific ones get no appended arguments, `any` gets four. */
export interface NotifyScripts {
  readonly master?: NotifyScript;
  readonly backup?: NotifyScript;
  readonly fault?: NotifyScript;
  readonly stop?: NotifyScript;
  readonly deleted?: NotifyScript;
  /** As a master heard an advert of a lower priority. */
  readonly lowerPriority?: NotifyScript;
  readonly any?: NotifyScript;
}
