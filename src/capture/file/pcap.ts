/** The classic form of capture files, as libpcap's pcap-savefile(5) describes it. */
import type { Frame } from '../frame.ts';
import { viewOf } from '../../wire/netlink/message.ts';
import { type Format, MOST_FRAME_BYTES, type Step } from './record.ts';

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const LINK_TYPE_OFFSET = 20;
const LINK_TYPE_MASK = 0xffff;

interface Form {
  readonly littleEndian: boolean;
  /** Of the fraction in a record's time. */
  readonly perSecond: 1_000_000 | 1_000_000_000;
}

/** By the first four bytes, read in network order. */
const FORMS: ReadonlyMap<number, Form> = new Map([
  [0xa1b2c3d4, { littleEndian: false, perSecond: 1_000_000 }],
  [0xd4c3b2a1, { littleEndian: true, perSecond: 1_000_000 }],
  [0xa1b23c4d, { littleEndian: false, perSecond: 1_000_000_000 }],
  [0x4d3cb2a1, { littleEndian: true, perSecond: 1_000_000_000 }],
]);

/** A reader for a file that starts with these four bytes; `undefined` when it is no classic capture file. */
export function pcapFormat(magic: number): Format | undefined {
  const form = FORMS.get(magic);
  if (form === undefined) return undefined;
  let linkType: number | undefined;
  return (bytes) => {
    if (linkType !== undefined) return record(bytes, form, linkType);
    if (bytes.length < FILE_HEADER_BYTES) return { type: 'more', needBytes: FILE_HEADER_BYTES };
    linkType = viewOf(bytes).getUint32(LINK_TYPE_OFFSET, form.littleEndian) & LINK_TYPE_MASK;
    return { type: 'skip', bytes: FILE_HEADER_BYTES };
  };
}

function record(bytes: Uint8Array, { littleEndian, perSecond }: Form, linkType: number): Step {
  if (bytes.length < RECORD_HEADER_BYTES) return { type: 'more', needBytes: RECORD_HEADER_BYTES };
  const view = viewOf(bytes);
  const [seconds, fraction] = [view.getUint32(0, littleEndian), view.getUint32(4, littleEndian)];
  const keptBytes = view.getUint32(8, littleEndian);
  if (keptBytes > MOST_FRAME_BYTES) {
    return { type: 'fault', text: `a record says that it has ${keptBytes} bytes, more than ${MOST_FRAME_BYTES}` };
  }
  const wholeBytes = RECORD_HEADER_BYTES + keptBytes;
  if (bytes.length < wholeBytes) return { type: 'more', needBytes: wholeBytes };
  const frame: Frame = {
    atUs: seconds * 1_000_000 + Math.floor((fraction * 1_000_000) / perSecond),
    interface: 'unknown',
    direction: 'unknown',
    linkType,
    bytes: bytes.slice(RECORD_HEADER_BYTES, wholeBytes),
  };
  return { type: 'frame', bytes: wholeBytes, frame };
}
