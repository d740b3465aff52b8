import { err, ok, type Result } from '../../model/result.ts';
import { concatenate } from '../../wire/netlink/attribute.ts';
import { viewOf } from '../../wire/netlink/message.ts';
import type { Frame } from '../frame.ts';
import { pcapFormat } from './pcap.ts';
import { PCAPNG_MAGIC, pcapngFormat } from './pcapng.ts';
import type { Format } from './record.ts';

const MAGIC_BYTES = 4;

/** What people hand over in place of a capture file, by its first two bytes, with what to do. */
const OTHER_FILES: Readonly<Record<number, string>> = {
  0x1f8b: 'it is compressed: gunzip -c FILE | vipward capture --pcap -',
  0x28b5: 'it is compressed: zstd -dc FILE | vipward capture --pcap -',
  0xfd37: 'it is compressed: xz -dc FILE | vipward capture --pcap -',
};
const NO_CAPTURE = 'it is no pcap or pcapng file: write one with "tcpdump -w FILE vrrp"';

/**
 * Reads a capture file piece by piece, as it comes from a disk or a pipe: classic pcap in either byte order, with
 * micro- or nanoseconds, and pcapng. Holds one record at a time. Errors say what is wrong with the file; after one
 * nothing more can be read. Never throws.
 */
export class CaptureFileReader {
  #format: Format | undefined;
  #pieces: Uint8Array[] = [];
  #haveBytes = 0;
  #needBytes = MAGIC_BYTES;

  /** All frames that are whole now. */
  push(piece: Uint8Array): Result<readonly Frame[], string> {
    this.#pieces.push(piece);
    this.#haveBytes += piece.length;
    if (this.#haveBytes < this.#needBytes) return ok([]);
    return this.#records(concatenate(this.#pieces));
  }

  /** The end of the file; an error when it comes in the middle of a record. */
  end(): Result<void, string> {
    if (this.#format === undefined) return err(this.#haveBytes === 0 ? 'it is empty' : NO_CAPTURE);
    return this.#haveBytes === 0
      ? ok(undefined)
      : err(`it ends within a record, ${this.#haveBytes} bytes after its start`);
  }

  #records(bytes: Uint8Array): Result<readonly Frame[], string> {
    this.#format ??= formatOf(viewOf(bytes).getUint32(0));
    if (this.#format === undefined) return err(OTHER_FILES[viewOf(bytes).getUint16(0)] ?? NO_CAPTURE);
    const frames: Frame[] = [];
    for (let offset = 0; ;) {
      const rest = bytes.subarray(offset);
      const step = this.#format(rest);
      if (step.type === 'fault') return err(step.text);
      if (step.type === 'more') {
        this.#keep(rest, step.needBytes);
        return ok(frames);
      }
      if (step.type === 'frame') frames.push(step.frame);
      offset += step.bytes;
    }
  }

  #keep(rest: Uint8Array, needBytes: number): void {
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#haveBytes = rest.length;
    this.#needBytes = needBytes;
  }
}

const formatOf = (magic: number): Format | undefined => (magic === PCAPNG_MAGIC ? pcapngFormat() : pcapFormat(magic));
