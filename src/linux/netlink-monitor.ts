import { ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type { NetworkChange } from '../ports/network.ts';
import type { SystemError } from '../ports/system-error.ts';
import { decodeAddress, RTM_DELADDR, RTM_NEWADDR } from '../wire/netlink/address.ts';
import { decodeLink, RTM_DELLINK, RTM_NEWLINK } from '../wire/netlink/link.ts';
import { decodeMessages } from '../wire/netlink/message.ts';
import { decodeRoute, RTM_DELROUTE } from '../wire/netlink/route.ts';
import { decodeRule, RTM_DELRULE } from '../wire/netlink/rule.ts';
import { decodeSettingsChange, RTM_NEWNETCONF } from '../wire/netlink/settings.ts';
import type { NetlinkMessage } from '../wire/netlink/message.ts';
import type { OwnedFd } from './fd.ts';
import { call, libc } from './libc.ts';
import { watchReadable } from './readiness.ts';
import { openRouteSocket } from './socket/netlink.ts';
import { setOption, withOptions } from './socket/options.ts';

const ADD_MEMBERSHIP = { name: 'NETLINK_ADD_MEMBERSHIP', level: 270, option: 1 };
const RTNLGRP_LINK = 1;
const RTNLGRP_IPV4_IFADDR = 5;
const RTNLGRP_IPV6_IFADDR = 9;
const RTNLGRP_IPV4_NETCONF = 24;
/** IPv4 routes and rules, IPv6 routes and rules. */
const ROUTING_GROUPS = [7, 8, 11, 19];
const RCVBUF = { name: 'SO_RCVBUF', level: 1, option: 8 };
const RCVBUFFORCE = { name: 'SO_RCVBUFFORCE', level: 1, option: 33 };
const QUEUE_BYTES = 1_048_576;
const RECEIVE_BYTES = 65_536;
/** Datagrams read before other events get their turn; the poll comes back for the rest. */
const MAX_DATAGRAMS_PER_WAKEUP = 256;

/** Reports what happens to links and addresses of the network namespace it was opened in, in kernel order. */
export class NetlinkMonitor {
  readonly #fd: OwnedFd;
  readonly #report: (change: NetworkChange) => void;
  readonly #buffer = Buffer.allocUnsafeSlow(RECEIVE_BYTES);
  /** Last report of each link: one change makes the kernel send up to three identical messages. */
  readonly #reported = new Map<number, string>();

  /** Of the routes and rules that are missed. */
  readonly #protocols = new Set<number>();

  private constructor(fd: OwnedFd, report: (change: NetworkChange) => void) {
    this.#fd = fd;
    this.#report = report;
    watchReadable(fd, () => this.#drain());
  }

  /**
   * Starts to watch. `queueBytes`: what the kernel may keep while the process is busy; more than the system's limit
   * needs CAP_NET_ADMIN and is cut silently without. When the queue overflowed, `overrun` is reported in its place.
   */
  static open(
    report: (change: NetworkChange) => void,
    { queueBytes = QUEUE_BYTES }: { readonly queueBytes?: number } = {},
  ): Result<NetlinkMonitor, SystemError> {
    const opened = openRouteSocket();
    if (!opened.ok) return opened;
    if (!setOption(opened.value, RCVBUFFORCE, queueBytes).ok) setOption(opened.value, RCVBUF, queueBytes);
    const subscribed = withOptions(opened.value, [
      [ADD_MEMBERSHIP, RTNLGRP_LINK],
      [ADD_MEMBERSHIP, RTNLGRP_IPV4_IFADDR],
      [ADD_MEMBERSHIP, RTNLGRP_IPV6_IFADDR],
      [ADD_MEMBERSHIP, RTNLGRP_IPV4_NETCONF],
    ]);
    return subscribed.ok ? ok(new NetlinkMonitor(subscribed.value, report)) : subscribed;
  }

  /** Reports from now on also when a route or rule goes that `protocol` has made. Again: no effect. */
  watchRouting(protocol: number): Result<void, SystemError> {
    if (this.#protocols.has(protocol)) return ok(undefined);
    this.#protocols.add(protocol);
    for (const group of ROUTING_GROUPS) {
      const joined = setOption(this.#fd, ADD_MEMBERSHIP, group);
      if (!joined.ok) return joined;
    }
    return ok(undefined);
  }

  close(): void {
    this.#fd.close();
  }

  #drain(): void {
    for (let datagrams = 0; datagrams < MAX_DATAGRAMS_PER_WAKEUP && !this.#fd.isClosed; datagrams += 1) {
      const what = 'receiving network changes';
      const received = call(what, libc.recv(this.#fd.number, this.#buffer, this.#buffer.length, 0));
      if (received.ok) {
        const datagram = new Uint8Array(this.#buffer.subarray(0, received.value));
        for (const message of decodeMessages(datagram)) this.#dispatch(message);
      } else if (received.error.errno === 'EAGAIN') {
        return;
      } else if (received.error.errno === 'ENOBUFS') {
        this.#reported.clear();
        this.#report({ type: 'overrun' });
      } else if (received.error.errno !== 'EINTR') {
        throw new Error(received.error.text);
      }
    }
  }

  #dispatch(message: NetlinkMessage): void {
    if (message.type === RTM_NEWLINK || message.type === RTM_DELLINK) return this.#onLink(message);
    if (message.type === RTM_DELROUTE || message.type === RTM_DELRULE) return this.#onRouting(message);
    if (message.type === RTM_NEWNETCONF) return this.#onSettings(message);
    if (message.type !== RTM_NEWADDR && message.type !== RTM_DELADDR) return;
    const address = decodeAddress(message);
    if (address === undefined) return;
    this.#report({ type: message.type === RTM_NEWADDR ? 'addressAdded' : 'addressRemoved', address });
  }

  #onRouting(message: NetlinkMessage): void {
    const gone = message.type === RTM_DELROUTE ? decodeRoute(message) : decodeRule(message);
    if (gone !== undefined && this.#protocols.has(gone.protocol)) this.#report({ type: 'routingRemoved' });
  }

  #onSettings(message: NetlinkMessage): void {
    const index = decodeSettingsChange(message);
    if (index !== undefined) this.#report({ type: 'settings', index });
  }

  #onLink(message: NetlinkMessage): void {
    const link = decodeLink(message);
    if (link === undefined) return;
    if (message.type === RTM_DELLINK) {
      this.#reported.delete(link.index);
      return this.#report({ type: 'linkGone', index: link.index, name: link.name });
    }
    const text = JSON.stringify({ ...link, mac: [...link.mac] });
    if (this.#reported.get(link.index) === text) return;
    this.#reported.set(link.index, text);
    this.#report({ type: 'link', link });
  }
}
