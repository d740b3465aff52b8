/** The newer form of capture files: blocks, each with its type and length (draft-ietf-opsawg-pcapng). */
import type { Frame } from '../frame.ts';
import { aligned, options, type Options, textOption } from './pcapng-options.ts';
import { viewOf } from '../../wire/netlink/message.ts';
import { type Format, MOST_FRAME_BYTES, type Step } from './record.ts';

/** The first four bytes of a file, the same in either byte order. */
export const PCAPNG_MAGIC = 0x0a0d0d0a;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_BLOCK = 1;
const OLD_PACKET_BLOCK = 2;
const SIMPLE_PACKET_BLOCK = 3;
const PACKET_BLOCK = 6;

const LEAST_BLOCK_BYTES = 12;
/** libpcap's limit. A block of another kind may be longer than a frame: keys, names, statistics. */
const MOST_BLOCK_BYTES = 16 * 1024 * 1024;
/** A file with more is not a capture of a host; each is kept in memory. */
const MOST_INTERFACES = 4096;

const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
const EPB_FLAGS = 2;

interface InterfaceDescription {
  readonly name: string | 'unknown';
  readonly linkType: number;
  readonly snapBytes: number;
  readonly ticksPerSecond: bigint;
  readonly offsetSeconds: bigint;
}

/** A block's body (without its two lengths) and the byte order of its section. */
interface Block {
  readonly type: number;
  readonly body: Uint8Array;
  readonly littleEndian: boolean;
  /** Of the whole block. */
  readonly bytes: number;
}

/** A reader for a file that starts with {@link PCAPNG_MAGIC}. */
export function pcapngFormat(): Format {
  let littleEndian = true;
  let interfaces: InterfaceDescription[] = [];
  return (bytes) => {
    if (bytes.length < LEAST_BLOCK_BYTES) return { type: 'more', needBytes: LEAST_BLOCK_BYTES };
    const view = viewOf(bytes);
    const isSection = view.getUint32(0) === PCAPNG_MAGIC;
    if (isSection) {
      const order = byteOrder(view.getUint32(8));
      if (order === undefined) return { type: 'fault', text: 'a section does not say its byte order' };
      littleEndian = order === 'little';
    }
    const blockBytes = view.getUint32(4, littleEndian);
    const padded = aligned(blockBytes);
    if (blockBytes < LEAST_BLOCK_BYTES || padded > MOST_BLOCK_BYTES) {
      return { type: 'fault', text: `a block says that it has ${blockBytes} bytes` };
    }
    if (bytes.length < padded) return { type: 'more', needBytes: padded };
    if (isSection) {
      interfaces = [];
      return { type: 'skip', bytes: padded };
    }
    const body = bytes.subarray(8, blockBytes - 4);
    const block = { type: view.getUint32(0, littleEndian), body, littleEndian, bytes: padded };
    if (block.type !== INTERFACE_BLOCK) return packetIn(block, interfaces);
    if (interfaces.length >= MOST_INTERFACES) return { type: 'fault', text: `more than ${MOST_INTERFACES} interfaces` };
    interfaces.push(interfaceIn(block));
    return { type: 'skip', bytes: padded };
  };
}

function byteOrder(magic: number): 'big' | 'little' | undefined {
  if (magic === BYTE_ORDER_MAGIC) return 'big';
  return magic === 0x4d3c2b1a ? 'little' : undefined;
}

function interfaceIn({ body, littleEndian }: Block): InterfaceDescription {
  const view = viewOf(body);
  const found = options(body.subarray(8), littleEndian);
  const offset = found.get(IF_TSOFFSET);
  return {
    name: textOption(found, IF_NAME) ?? 'unknown',
    linkType: body.length >= 2 ? view.getUint16(0, littleEndian) : 0,
    snapBytes: body.length >= 8 ? view.getUint32(4, littleEndian) : 0,
    ticksPerSecond: resolution(found),
    offsetSeconds: offset?.length === 8 ? viewOf(offset).getBigInt64(0, littleEndian) : 0n,
  };
}

/** `if_tsresol`: a power of ten, or of two when the highest bit is set; a millionth of a second by default. */
function resolution(found: Options): bigint {
  const said = found.get(IF_TSRESOL)?.[0] ?? 6;
  return (said & 0x80) === 0 ? 10n ** BigInt(said) : 2n ** BigInt(said & 0x7f);
}

function packetIn(block: Block, interfaces: readonly InterfaceDescription[]): Step {
  const { type, body, littleEndian, bytes } = block;
  const skip: Step = { type: 'skip', bytes };
  if (type === SIMPLE_PACKET_BLOCK) {
    const [first] = interfaces;
    if (first === undefined || body.length < 4) return skip;
    const wireBytes = viewOf(body).getUint32(0, littleEndian);
    const keptBytes = Math.min(wireBytes, first.snapBytes === 0 ? wireBytes : first.snapBytes, body.length - 4);
    return frameStep(block, first, { from: 4, keptBytes, atUs: 'unknown' });
  }
  if ((type !== PACKET_BLOCK && type !== OLD_PACKET_BLOCK) || body.length < 20) return skip;
  const view = viewOf(body);
  const index = type === PACKET_BLOCK ? view.getUint32(0, littleEndian) : view.getUint16(0, littleEndian);
  const description = interfaces[index];
  if (description === undefined)
    return { type: 'fault', text: `a packet names interface ${index}, which is not described` };
  const ticks = (BigInt(view.getUint32(4, littleEndian)) << 32n) | BigInt(view.getUint32(8, littleEndian));
  const keptBytes = view.getUint32(12, littleEndian);
  return frameStep(block, description, { from: 20, keptBytes, atUs: atUs(ticks, description) });
}

const atUs = (ticks: bigint, { ticksPerSecond, offsetSeconds }: InterfaceDescription): number =>
  Number((ticks * 1_000_000n) / ticksPerSecond + offsetSeconds * 1_000_000n);

interface Kept {
  readonly from: number;
  readonly keptBytes: number;
  readonly atUs: Frame['atUs'];
}

function frameStep({ body, type, littleEndian, bytes }: Block, on: InterfaceDescription, kept: Kept): Step {
  const end = kept.from + kept.keptBytes;
  if (kept.keptBytes > MOST_FRAME_BYTES || end > body.length) {
    return { type: 'fault', text: `a packet of ${kept.keptBytes} bytes does not fit in its block` };
  }
  const found = type === PACKET_BLOCK ? options(body.subarray(aligned(end)), littleEndian) : new Map();
  const frame: Frame = {
    atUs: kept.atUs,
    interface: on.name,
    direction: directionOf(found.get(EPB_FLAGS), littleEndian),
    linkType: on.linkType,
    bytes: body.slice(kept.from, end),
  };
  return { type: 'frame', bytes, frame };
}

function directionOf(flags: Uint8Array | undefined, littleEndian: boolean): Frame['direction'] {
  if (flags?.length !== 4) return 'unknown';
  const bits = viewOf(flags).getUint32(0, littleEndian) & 3;
  return bits === 1 ? 'in' : bits === 2 ? 'out' : 'unknown';
}
