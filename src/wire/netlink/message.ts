/** Netlink messages as such: headers, acknowledgements, several messages in one datagram (RFC 3549 §2.3). */

export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
export const NLM_F_DUMP = 0x300;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
/** Set in a dump that was disturbed by a change: what was read may be inconsistent. */
export const NLM_F_DUMP_INTR = 0x10;
const NLM_F_ACK_TLVS = 0x200;
const NLM_F_CAPPED = 0x100;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

const HEADER_BYTES = 16;
const NLMSGERR_ATTR_MSG = 1;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** Of what is received: the socket that asked for it, or whose change is told; 0 is the kernel. */
  readonly port?: number;
  readonly body: Uint8Array;
}

/** What the kernel answered: `errno` 0 means done. `text`: its own explanation, when it gave one. */
export interface Acknowledgement {
  readonly errno: number;
  readonly text?: string;
}

export const align4 = (bytes: number): number => (bytes + 3) & ~3;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** One message with its header; port id 0, so the kernel fills in the sender. */
export function encodeMessage(message: NetlinkMessage): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + message.body.length);
  const view = viewOf(bytes);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, message.type, true);
  view.setUint16(6, message.flags, true);
  view.setUint32(8, message.sequence, true);
  bytes.set(message.body, HEADER_BYTES);
  return bytes;
}

/** All whole messages of one datagram. A length that cannot be ends the list; it never throws. */
export function decodeMessages(datagram: Uint8Array): readonly NetlinkMessage[] {
  const view = viewOf(datagram);
  const messages: NetlinkMessage[] = [];
  for (let offset = 0; offset + HEADER_BYTES <= datagram.length;) {
    const length = view.getUint32(offset, true);
    if (length < HEADER_BYTES || offset + length > datagram.length) break;
    messages.push({
      type: view.getUint16(offset + 4, true),
      flags: view.getUint16(offset + 6, true),
      sequence: view.getUint32(offset + 8, true),
      port: view.getUint32(offset + 12, true),
      body: datagram.subarray(offset + HEADER_BYTES, offset + length),
    });
    offset += align4(length);
  }
  return messages;
}

/** Reads an NLMSG_ERROR or NLMSG_DONE; `undefined` when it is too short. The errno is positive. */
export function decodeAcknowledgement(message: NetlinkMessage): Acknowledgement | undefined {
  if (message.body.length < 4) return undefined;
  const errno = Math.abs(viewOf(message.body).getInt32(0, true));
  const text = (message.flags & NLM_F_ACK_TLVS) === 0 ? undefined : explanation(message);
  return text === undefined ? { errno } : { errno, text };
}

/** The kernel's text: an attribute behind the error number and the request (only its header when capped). */
function explanation({ type, flags, body }: NetlinkMessage): string | undefined {
  if (type === NLMSG_DONE) return textIn(body.subarray(4));
  if (body.length < 8) return undefined;
  const requestBytes = (flags & NLM_F_CAPPED) === 0 ? viewOf(body).getUint32(4, true) : HEADER_BYTES;
  return textIn(body.subarray(4 + align4(requestBytes)));
}

function textIn(attributes: Uint8Array): string | undefined {
  const text = decodeAttributes(attributes).get(NLMSGERR_ATTR_MSG);
  return text === undefined ? undefined : textFromBytes(text);
}

/** Attributes by type (flag bits removed); of a repeated one the last. Stops at the first impossible length. */
export function decodeAttributes(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const view = viewOf(bytes);
  const attributes = new Map<number, Uint8Array>();
  for (let offset = 0; offset + 4 <= bytes.length;) {
    const length = view.getUint16(offset, true);
    if (length < 4 || offset + length > bytes.length) break;
    attributes.set(view.getUint16(offset + 2, true) & 0x3fff, bytes.subarray(offset + 4, offset + length));
    offset += align4(length);
  }
  return attributes;
}

/** ASCII text up to the first NUL. */
export function textFromBytes(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
}
