import { koffi } from '../libc.ts';

const POINTER_BYTES = 8;

/**
 * Strings as C takes `argv` and `envp`: pointers, ended by a null pointer, and behind them the text in UTF-8, in one
 * piece of memory that does not move and must be held as long as it is in use.
 */
export class StringTable {
  readonly memory: Buffer;
  readonly #lastAt: number;

  private constructor(memory: Buffer, lastAt: number) {
    this.memory = memory;
    this.#lastAt = lastAt;
  }

  /** Undefined when a string holds a NUL, which would cut it short. */
  static of(strings: readonly string[]): StringTable | undefined {
    if (strings.some((text) => text.includes('\0'))) return undefined;
    const tableBytes = (strings.length + 1) * POINTER_BYTES;
    const textBytes = strings.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
    const memory = Buffer.allocUnsafeSlow(tableBytes + textBytes);
    const address = koffi.address(memory);
    let at = tableBytes;
    let lastAt = at;
    for (const [index, text] of strings.entries()) {
      memory.writeBigUInt64LE(address + BigInt(at), index * POINTER_BYTES);
      lastAt = at;
      at += memory.write(text, at);
      memory[at] = 0;
      at += 1;
    }
    memory.writeBigUInt64LE(0n, strings.length * POINTER_BYTES);
    return new StringTable(memory, lastAt);
  }

  /** Puts other ASCII text without NUL over the last string; throws RangeError when it is longer than that was. */
  replaceLast(text: string): void {
    const room = this.memory.length - this.#lastAt - 1;
    if (text.length > room) throw new RangeError(`${text.length} bytes do not fit into ${room}`);
    this.memory.write(text, this.#lastAt, 'latin1');
    this.memory[this.#lastAt + text.length] = 0;
  }
}
