import { MessageHeader, type MessageSizes } from './message-header.ts';

const MMSGHDR_BYTES = 64;
const NAME_LENGTH = 8;
const CONTROL_LENGTH = 40;
const DATA_LENGTH = 56;

/** The vector of `sendmmsg`: headers that were made before, in any order. */
export class OutgoingBatch {
  readonly #vector: Buffer;
  /** What stands where: most batches are the same as the one before. */
  readonly #headers: MessageHeader[] = [];

  /** @param limit most messages in one call */
  constructor(limit: number) {
    this.#vector = Buffer.allocUnsafeSlow(limit * MMSGHDR_BYTES).fill(0);
  }

  /** The header must stay as it is until the call is over. */
  put(at: number, header: MessageHeader): void {
    if (this.#headers[at] === header) return;
    this.#vector.set(header.prepared(), at * MMSGHDR_BYTES);
    this.#headers[at] = header;
  }

  /** The vector without its first messages. */
  from(at: number): Uint8Array {
    return this.#vector.subarray(at * MMSGHDR_BYTES);
  }
}

/** The vector of `recvmmsg` with room for so many messages of these sizes. */
export class IncomingBatch {
  readonly limit: number;
  readonly vector: Buffer;
  readonly #sizes: MessageSizes;
  readonly #headers: readonly MessageHeader[];

  constructor(limit: number, sizes: MessageSizes) {
    this.limit = limit;
    this.vector = Buffer.allocUnsafeSlow(limit * MMSGHDR_BYTES).fill(0);
    this.#sizes = sizes;
    this.#headers = Array.from({ length: limit }, () => new MessageHeader(sizes));
    this.#headers.forEach((header, at) => this.vector.set(header.prepared(), at * MMSGHDR_BYTES));
  }

  /** The sender's address, the data and the ancillary data of a message that came; they are overwritten by the next. */
  message(at: number): { readonly name: Uint8Array; readonly data: Uint8Array; readonly control: Uint8Array } {
    const header = this.#headers[at];
    if (header === undefined) throw new RangeError(`there is no message ${at}`);
    const offset = at * MMSGHDR_BYTES;
    const data = header.data.subarray(0, this.vector.readUInt32LE(offset + DATA_LENGTH));
    const control = header.control.subarray(0, this.vector.readUInt32LE(offset + CONTROL_LENGTH));
    return { name: header.name, data, control };
  }

  /** Gives the kernel back the whole areas of the first messages, whose lengths it has overwritten. */
  renew(messages: number): void {
    for (let offset = 0; offset < messages * MMSGHDR_BYTES; offset += MMSGHDR_BYTES) {
      this.vector.writeUInt32LE(this.#sizes.nameBytes, offset + NAME_LENGTH);
      this.vector.writeUInt32LE(this.#sizes.controlBytes, offset + CONTROL_LENGTH);
    }
  }
}
