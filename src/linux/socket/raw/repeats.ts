import type { IpFamily } from '../../../model/address.ts';
import type { ReceivedPacket } from '../../../ports/network.ts';
import { decodeReceiveInfo } from '../../../wire/control-message.ts';
import type { IncomingMessage } from '../message-batch.ts';
import { RAW_FAMILIES } from './raw-family.ts';

interface Heard {
  readonly name: Uint8Array;
  readonly data: Uint8Array;
  readonly control: Uint8Array;
  readonly packet: ReceivedPacket;
}

/** Where the IPv4 header counts packets, and the checksum that follows from it. */
const VARIES: ReadonlySet<number> = new Set([4, 5, 10, 11]);
const IPV4_HEADER_BYTES = 20;
const VRIDS = 256;

/**
 * A master says the same with every advert. Of each interface and VRID the last packet is kept with the bytes that it was
 * made of, and while they come again, so does the packet: the same object, which whoever has judged it knows again.
 */
export class Repeats {
  readonly #family: IpFamily;
  readonly #last = new Map<number, Heard>();

  constructor(family: IpFamily) {
    this.#family = family;
  }

  /** What a message says. `undefined`: nothing that a socket in order delivers. */
  packetOf({ name, data, control }: IncomingMessage): ReceivedPacket | undefined {
    const info = decodeReceiveInfo(control);
    if (info.interfaceIndex === undefined) return undefined;
    const key = info.interfaceIndex * VRIDS + this.#vridIn(data);
    const last = this.#last.get(key);
    if (last !== undefined && this.#isSame(last, name, data, control)) return last.packet;
    const copies = { name: new Uint8Array(name), data: new Uint8Array(data), control: new Uint8Array(control) };
    const content = RAW_FAMILIES[this.#family].contentOf(copies.data, info, name);
    if (content === undefined) return undefined;
    const packet = { interfaceIndex: info.interfaceIndex, ...content };
    this.#last.set(key, { ...copies, packet });
    return packet;
  }

  /** Of interfaces that are not listened on any more, nothing is kept. */
  forget(): void {
    this.#last.clear();
  }

  /** Behind an IPv4 header without options, as routers send them; any other byte would only be found less often. */
  #vridIn(data: Uint8Array): number {
    return data[this.#family === 4 ? IPV4_HEADER_BYTES + 1 : 1] ?? 0;
  }

  #isSame(last: Heard, name: Uint8Array, data: Uint8Array, control: Uint8Array): boolean {
    if (data.length !== last.data.length) return false;
    for (let at = 0; at < data.length; at += 1) {
      if (data[at] !== last.data[at] && !(this.#family === 4 && VARIES.has(at))) return false;
    }
    return isSameBytes(name, last.name) && isSameBytes(control, last.control);
  }
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
