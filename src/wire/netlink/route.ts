/** Requests that change IPv4 routes (rtnetlink(7), `rtmsg`). */
import { concatenate, u32 } from './attribute.ts';

export const RTM_NEWROUTE = 24;

const AF_INET = 2;
const RT_TABLE_MAIN = 254;
const RTPROT_STATIC = 4;
const RT_SCOPE_LINK = 253;
const RTN_UNICAST = 1;
const RTA_OIF = 4;

/** The body of RTM_NEWROUTE for the default route through a link, without a gateway. */
export function encodeDefaultRoute(linkIndex: number): Uint8Array {
  const [destinationBits, sourceBits, tos] = [0, 0, 0];
  const kinds = [RT_TABLE_MAIN, RTPROT_STATIC, RT_SCOPE_LINK, RTN_UNICAST];
  const header = Uint8Array.of(AF_INET, destinationBits, sourceBits, tos, ...kinds, 0, 0, 0, 0);
  return concatenate([header, u32(RTA_OIF, linkIndex)]);
}
