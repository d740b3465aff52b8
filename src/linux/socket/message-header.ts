import { koffi } from '../libc.ts';

const IOVEC_BYTES = 16;
const MSGHDR_BYTES = 56;

// never from the shared pool: the kernel writes through these addresses
const area = (bytes: number): Buffer => Buffer.allocUnsafeSlow(bytes).fill(0);

export interface MessageSizes {
  readonly nameBytes: number;
  readonly dataBytes: number;
  readonly controlBytes: number;
}

/**
 * The `msghdr` of `sendmsg` and `recvmsg` with the areas it points to: peer address, data and ancillary data. One
 * object serves any number of calls, one at a time; the areas stay where they are as long as the object lives.
 */
export class MessageHeader {
  readonly name: Buffer;
  readonly data: Buffer;
  readonly control: Buffer;
  readonly #iovec = area(IOVEC_BYTES);
  readonly #header = area(MSGHDR_BYTES);

  constructor({ nameBytes, dataBytes, controlBytes }: MessageSizes) {
    this.name = area(nameBytes);
    this.data = area(dataBytes);
    this.control = area(controlBytes);
    this.#iovec.writeBigUInt64LE(koffi.address(this.data), 0);
    this.#header.writeBigUInt64LE(koffi.address(this.name), 0);
    this.#header.writeBigUInt64LE(koffi.address(this.#iovec), 16);
    this.#header.writeBigUInt64LE(1n, 24);
    this.#header.writeBigUInt64LE(koffi.address(this.control), 32);
  }

  /** The header for the next call, with `dataBytes` of data (all by default): each call overwrites the lengths. */
  prepared(dataBytes = this.data.length): Uint8Array {
    if (dataBytes > this.data.length) throw new RangeError(`${dataBytes} bytes do not fit in ${this.data.length}`);
    this.#iovec.writeBigUInt64LE(BigInt(dataBytes), 8);
    this.#header.writeUInt32LE(this.name.length, 8);
    this.#header.writeBigUInt64LE(BigInt(this.control.length), 40);
    this.#header.writeInt32LE(0, 48);
    return this.#header;
  }

  /** What the last receive wrote to the control area. */
  receivedControl(): Uint8Array {
    return this.control.subarray(0, Number(this.#header.readBigUInt64LE(40)));
  }
}
