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

/** The sender's address, the data and the ancillary data of a message that came. */
export interface IncomingMessage {
  readonly name: Uint8Array;
  readonly data: Uint8Array;
  readonly control: Uint8Array;
}

/** The vector of `recvmmsg` with room for so many messages of these sizes. */
export class IncomingBatch {
  readonly limit: number;
  readonly vector: Buffer;
  readonly #sizes: MessageSizes;
  readonly #headers: readonly MessageHeader[];
  /** What stood where last: most messages are as long as the one before. */
  readonly #messages: IncomingMessage[];

  constructor(limit: number, sizes: MessageSizes) {
    this.limit = limit;
    this.vector = Buffer.allocUnsafeSlow(limit * MMSGHDR_BYTES).fill(0);
    this.#sizes = sizes;
    this.#headers = Array.from({ length: limit }, () => new MessageHeader(sizes));
    this.#headers.forEach((header, at) => this.vector.set(header.prepared(), at * MMSGHDR_BYTES));
    this.#messages = this.#headers.map(({ name, data, control }) => ({ name, data, control }));
  }

  /** A message that came; the next one overwrites it. */
  message(at: number): IncomingMessage {
    const [header, last] = [this.#headers[at], this.#messages[at]];
    if (header === undefined || last === undefined) throw new RangeError(`there is no message ${at}`);
    const offset = at * MMSGHDR_BYTES;
    const dataBytes = this.vector.readUInt32LE(offset + DATA_LENGTH);
    const controlBytes = this.vector.readUInt32LE(offset + CONTROL_LENGTH);
    if (last.data.length === dataBytes && last.control.length === controlBytes) return last;
    const [data, control] = [header.data.subarray(0, dataBytes), header.control.subarray(0, controlBytes)];
    const message = { name: header.name, data, control };
    this.#messages[at] = message;
    return message;
  }

  /** Gives the kernel back the whole areas of the first messages, whose lengths it has overwritten. */
  renew(messages: number): void {
    for (let offset = 0; offset < messages * MMSGHDR_BYTES; offset += MMSGHDR_BYTES) {
      this.vector.writeUInt32LE(this.#sizes.nameBytes, offset + NAME_LENGTH);
      this.vector.writeUInt32LE(this.#sizes.controlBytes, offset + CONTROL_LENGTH);
    }
  }
}
