import type { Socket } from 'node:net';

/** Text of a peer as far as it has come, at most so many bytes of it. */
export class Answer {
  readonly #limit: number;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    const wanted = chunk.subarray(0, this.#limit - this.#bytes.length);
    this.#bytes = this.#bytes.length === 0 ? wanted : Buffer.concat([this.#bytes, wanted]);
  }

  get isFull(): boolean {
    return this.#bytes.length >= this.#limit;
  }

  /** As UTF-8; what is none is replaced. */
  get text(): string {
    return this.#bytes.toString('utf8');
  }

  get bytes(): Buffer {
    return this.#bytes;
  }
}

/** Reads a peer's answer piece by piece until the probe has its result; `onEnd`: the peer closes first. */
export function readAnswer(socket: Socket, answer: Answer, { onMore, onEnd }: { onMore(): void; onEnd(): void }): void {
  socket.on('data', (chunk: Buffer) => {
    answer.push(chunk);
    onMore();
  });
  socket.once('end', onEnd);
}
