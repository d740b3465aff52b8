/** Settings of an interface in rtnetlink (the kernel's netconf.h), as the sysctls below `net` show them. */
import { attribute, concatenate } from './attribute.ts';
import { decodeAttributes, viewOf } from './message.ts';
import type { NetlinkMessage } from './message.ts';

const RTM_NEWNETCONF = 80;
export const RTM_GETNETCONF = 82;

const AF_INET6 = 10;
const BODY_BYTES = 4;
const NETCONFA_IFINDEX = 1;
const NETCONFA_FORWARDING = 2;

/** The body of RTM_GETNETCONF for the IPv6 settings of one interface. */
export function encodeIpv6ConfigurationRequest(index: number): Uint8Array {
  const data = new Uint8Array(4);
  viewOf(data).setInt32(0, index, true);
  return concatenate([Uint8Array.of(AF_INET6, 0, 0, 0), attribute(NETCONFA_IFINDEX, data)]);
}

/** Whether the interface forwards IPv6; `undefined` for an answer that does not say. Never throws. */
export function decodeForwarding({ type, body }: NetlinkMessage): 'yes' | 'no' | undefined {
  if (type !== RTM_NEWNETCONF || body.length < BODY_BYTES || body[0] !== AF_INET6) return undefined;
  const forwarding = decodeAttributes(body.subarray(BODY_BYTES)).get(NETCONFA_FORWARDING);
  if (forwarding === undefined || forwarding.length < 4) return undefined;
  return viewOf(forwarding).getInt32(0, true) === 0 ? 'no' : 'yes';
}
