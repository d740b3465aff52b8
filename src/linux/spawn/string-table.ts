import { koffi } from '../libc.ts';

const POINTER_BYTES = 8;

/**
 * Lays strings out as C takes `argv` and `envp`: pointers, ended by a null pointer, and behind them the text in UTF-8,
 * in one piece of memory that does not move and must be held as long as it is in use. Undefined when a string holds a
 * NUL, which would cut it short.
 */
export function stringTable(strings: readonly string[]): Uint8Array | undefined {
  if (strings.some((text) => text.includes('\0'))) return undefined;
  const tableBytes = (strings.length + 1) * POINTER_BYTES;
  const textBytes = strings.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
  const memory = Buffer.allocUnsafeSlow(tableBytes + textBytes);
  const address = koffi.address(memory);
  let at = tableBytes;
  for (const [index, text] of strings.entries()) {
    memory.writeBigUInt64LE(address + BigInt(at), index * POINTER_BYTES);
    at += memory.write(text, at);
    memory[at] = 0;
    at += 1;
  }
  memory.writeBigUInt64LE(0n, strings.length * POINTER_BYTES);
  return memory;
}
