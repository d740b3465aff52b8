import { align4, viewOf } from './message.ts';

const NLA_F_NESTED = 0x8000;

/** Byte strings one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** One attribute, padded to four bytes. `data` is limited to 65531 bytes by its length field. */
export function attribute(type: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(align4(4 + data.length));
  const view = viewOf(bytes);
  view.setUint16(0, 4 + data.length, true);
  view.setUint16(2, type, true);
  bytes.set(data, 4);
  return bytes;
}

/** An attribute that holds attributes. */
export const nested = (type: number, attributes: readonly Uint8Array[]): Uint8Array =>
  attribute(type | NLA_F_NESTED, concatenate(attributes));

/** A 32-bit number in host order. */
export function u32(type: number, value: number): Uint8Array {
  const data = new Uint8Array(4);
  viewOf(data).setUint32(0, value, true);
  return attribute(type, data);
}

/** One byte. */
export const u8 = (type: number, value: number): Uint8Array => attribute(type, Uint8Array.of(value));

/** ASCII text with a terminating NUL. */
export const text = (type: number, value: string): Uint8Array =>
  attribute(
    type,
    Uint8Array.from(`${value}\0`, (character) => character.charCodeAt(0)),
  );
