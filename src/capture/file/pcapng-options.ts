/** Options of a pcapng block: code, length, value, padded to four bytes. */
import { viewOf } from '../../wire/netlink/message.ts';

export type Options = ReadonlyMap<number, Uint8Array>;

const END_OF_OPTIONS = 0;
/** Longer names than an interface can have are cut, so that a file cannot fill the memory with them. */
const MOST_TEXT_BYTES = 64;

/** Everything in a block begins at a multiple of four. Lengths up to 2^32, where shifts would not do. */
export const aligned = (bytes: number): number => Math.ceil(bytes / 4) * 4;

/** The options up to the end mark or the first impossible length; of a repeated one the last. Never throws. */
export function options(bytes: Uint8Array, littleEndian: boolean): Options {
  const view = viewOf(bytes);
  const found = new Map<number, Uint8Array>();
  for (let offset = 0; offset + 4 <= bytes.length;) {
    const code = view.getUint16(offset, littleEndian);
    const length = view.getUint16(offset + 2, littleEndian);
    const end = offset + 4 + length;
    if (code === END_OF_OPTIONS || end > bytes.length) break;
    found.set(code, bytes.subarray(offset + 4, end));
    offset = aligned(end);
  }
  return found;
}

/** An option that is text, without what a terminal would obey. `undefined` when it is not there or empty. */
export function textOption(found: Options, code: number): string | undefined {
  const bytes = found.get(code);
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes.subarray(0, MOST_TEXT_BYTES)).replace(/[\p{C}\s]/gu, '');
  return text === '' ? undefined : text;
}
