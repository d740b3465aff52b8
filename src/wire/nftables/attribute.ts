/** Numbers in attributes of nfnetlink: network order, other than in rtnetlink. */
import { attribute } from '../netlink/attribute.ts';
import { viewOf } from '../netlink/message.ts';

/** A 32-bit number; negative ones as two's complement. */
export function be32(type: number, value: number): Uint8Array {
  const data = new Uint8Array(4);
  viewOf(data).setInt32(0, value, false);
  return attribute(type, data);
}

/** A whole number up to 2^53. */
export function be64(type: number, value: number): Uint8Array {
  const data = new Uint8Array(8);
  viewOf(data).setBigUint64(0, BigInt(value), false);
  return attribute(type, data);
}
