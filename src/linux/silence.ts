import { addressFromBytes } from '../model/address.ts';
import { type Route, TABLE_MAIN } from '../model/host/routing.ts';
import { err, ok } from '../model/result.ts';
import type { Result } from '../model/result.ts';
import type { SystemError } from '../ports/system-error.ts';
import { call, libc } from './libc.ts';
import { createNetworkNamespace } from './namespace.ts';
import { Netlink } from './netlink.ts';

const CLONE_NEWNET = 0x40000000;

/**
 * Puts this thread, and whatever it starts from now on, into a network of its own in which every peer is silent: packets
 * to all but the loopback address vanish, as behind a firewall that drops them. There is no way back. Needs
 * CAP_SYS_ADMIN.
 */
export function enterSilence(): Result<void, SystemError> {
  const namespace = createNetworkNamespace();
  if (!namespace.ok) return namespace;
  const entered = call(
    'entering a network namespace',
    libc.setns(namespace.value.number, CLONE_NEWNET),
    'CAP_SYS_ADMIN',
  );
  namespace.value.close();
  if (!entered.ok) return entered;
  const netlink = Netlink.open();
  if (!netlink.ok) return netlink;
  const silenced = silence(netlink.value);
  netlink.value.close();
  return silenced;
}

const RTPROT_STATIC = 4;
const RT_SCOPE_LINK = 253;
const EVERYTHING: Route = {
  type: 'unicast',
  to: { address: addressFromBytes(new Uint8Array(4)), length: 0 },
  table: TABLE_MAIN,
  scope: RT_SCOPE_LINK,
  tos: 0,
  onlink: 'no',
  protocol: RTPROT_STATIC,
  tracking: 'ignore',
};

/** What is sent to a far address through the loopback link comes back to nobody, without an answer. */
function silence(netlink: Netlink): Result<void, SystemError> {
  const links = netlink.links();
  if (!links.ok) return links;
  const loopback = links.value.find(({ kind }) => kind === 'loopback');
  if (loopback === undefined) return err({ errno: 'ENODEV', text: 'a new network namespace has no loopback link' });
  const up = netlink.setUp(loopback.index);
  if (!up.ok) return up;
  const routed = netlink.changeRoute('add', EVERYTHING, loopback.index, RTPROT_STATIC);
  return routed.ok ? ok(undefined) : routed;
}
