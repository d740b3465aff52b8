/** ICMP echo, RFC 792. */
import { internetChecksum } from './checksum.ts';

const ECHO_REPLY = 0;
const ECHO_REQUEST = 8;
const HEADER_BYTES = 8;

export interface Echo {
  /** 16 bits. A ping socket of the kernel writes its own over it. */
  readonly id: number;
  /** 16 bits. */
  readonly sequence: number;
  readonly payload: Uint8Array;
}

export function encodeEchoRequest({ id, sequence, payload }: Echo): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, ECHO_REQUEST);
  view.setUint16(4, id);
  view.setUint16(6, sequence);
  bytes.set(payload, HEADER_BYTES);
  view.setUint16(2, internetChecksum([bytes]));
  return bytes;
}

/** `undefined` for any message that is not a whole echo reply; the checksum is the kernel's to judge. Never throws. */
export function decodeEchoReply(bytes: Uint8Array): Echo | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0] !== ECHO_REPLY || bytes[1] !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { id: view.getUint16(4), sequence: view.getUint16(6), payload: bytes.subarray(HEADER_BYTES) };
}
