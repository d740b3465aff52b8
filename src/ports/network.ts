/** What the dataplane needs of the host's network. `src/linux` implements it; tests implement it in memory. */
import type { IpAddress, IpFamily } from '../model/address.ts';
import type { CarriedItem, HostItem } from '../model/host/item.ts';
import type { LinkBeat } from '../model/host/links.ts';
import type { Vip } from '../model/instance.ts';
import type { Result } from '../model/result.ts';
import type { SystemError } from './system-error.ts';

/** An interface as the kernel has it now. `running`: up and with carrier. */
export interface Link {
  readonly index: number;
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly running: 'yes' | 'no';
  readonly kind: 'ethernet' | 'loopback' | 'other';
}

export interface InterfaceAddress {
  readonly index: number;
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** `secondary`: of IPv6 one that is temporary or deprecated. */
  readonly flags: 'primary' | 'secondary';
  /** `tentative`: the kernel still asks whether another host has it (IPv6). `duplicate`: another host has. */
  readonly state: 'usable' | 'tentative' | 'duplicate';
}

/** Of an interface. */
export type LinkChange =
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'linkGone'; readonly index: number; readonly name: string };

export type NetworkChange =
  | LinkChange
  | { readonly type: 'addressAdded'; readonly address: InterfaceAddress }
  | { readonly type: 'addressRemoved'; readonly address: InterfaceAddress }
  /** Somebody has changed IPv4 settings of an interface. */
  | { readonly type: 'settings'; readonly index: number }
  /** A route or rule may have gone that was installed here; said only after one was. */
  | { readonly type: 'routingRemoved' }
  /** Another program has removed something of the packet filter that was installed here. */
  | { readonly type: 'filterRemoved' }
  /** Events were lost: read links and addresses again. */
  | { readonly type: 'overrun' };

/**
 * One VRRP packet as it arrived. `ttl`: the hop limit in IPv6. `ipTotalLength`: header and message. May be the same object
 * as an earlier one that did not differ.
 */
export interface ReceivedPacket {
  readonly interfaceIndex: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly ttl: number;
  readonly ipHeaderBytes: number;
  readonly ipTotalLength: number;
  /** The VRRP message. */
  readonly payload: Uint8Array;
}

export interface OutgoingPacket {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly ttl: number;
  readonly payload: Uint8Array;
}

/** A packet and the socket it leaves through. What is sent again and again is to be the same object: it is prepared once. */
export interface Outgoing {
  readonly socket: VrrpSocket;
  readonly packet: OutgoingPacket;
}

export interface SendFailure {
  readonly outgoing: Outgoing;
  readonly error: SystemError;
}

/** Raw protocol 112 of one family on one interface. Survives link down; after the link was re-created open a new one. */
export interface VrrpSocket {
  /** Joins a multicast group on this interface; again: no effect. */
  join(group: IpAddress): Result<void, SystemError>;
  send(packet: OutgoingPacket): Result<void, SystemError>;
  close(): void;
}

export interface Network {
  links(): Result<readonly Link[], SystemError>;
  addresses(): Result<readonly InterfaceAddress[], SystemError>;
  /**
   * Whether the interface is up and its driver sees a link, asked in this way or, where it does not know that, in
   * another: MII registers, `ethtool`, the interface flags.
   */
  hasLinkBeat(link: Link, beat: Exclude<LinkBeat, 'kernel'>): Link['running'];
  /** Replaces the listener. Changes arrive in kernel order. */
  onChange(listener: (change: NetworkChange) => void): void;
  openVrrpSocket(
    link: Link,
    family: IpFamily,
    receive: (packet: ReceivedPacket) => void,
  ): Result<VrrpSocket, SystemError>;
  /** Sends in order, many packets in one call of the system; one that fails does not stop the next. */
  sendAll(all: readonly Outgoing[]): readonly SendFailure[];
  /** Delivers packets that have arrived and were not read yet, before this returns. */
  receiveWaiting(): void;
  /** Installs an address; one that is there already is a success. */
  addAddress(vip: Vip, link: Link): Result<'added' | 'present', SystemError>;
  /** Removes an address; one that is not there is a success. */
  removeAddress(vip: Vip, link: Link): Result<'removed' | 'absent', SystemError>;
  /**
   * Puts an item on the host and brings one that is there in order, as often as asked. `present`: somebody else's that
   * serves as well; it is not ours to remove. What an earlier run left is ours.
   */
  install(item: HostItem): Result<'installed' | 'present', SystemError>;
  /** Takes an item off the host; one that is not there, or not ours, is a success. */
  uninstall(item: HostItem): Result<'removed' | 'absent', SystemError>;
  /** Of routes and rules those that are not there, or that somebody else has put in their place. */
  missing(items: readonly CarriedItem[]): Result<readonly CarriedItem[], SystemError>;
  /** Takes off what earlier runs of vipward have left, but for `kept`. Items of a kind that cannot be recognised stay. */
  removeLeftovers(kept: readonly HostItem[]): Result<void, SystemError>;
  /**
   * One gratuitous ARP request (broadcast, sender = target = address), or one unsolicited neighbour advertisement to all
   * nodes: `vrrp.md` 1.7.
   */
  announce(address: IpAddress, link: Link): Result<void, SystemError>;
  close(): void;
}
