import { ok, type Result } from '../../model/result.ts';
import type { Link } from '../../ports/network.ts';
import type { SystemError } from '../../ports/system-error.ts';
import { decodeReceiveInfo } from '../../wire/control-message.ts';
import { LINK_TYPE } from '../../wire/link-header.ts';
import { viewOf } from '../../wire/netlink/message.ts';
import { vrrpFilter } from '../../wire/packet-filter.ts';
import { linkSocketAddress } from '../../wire/socket-address.ts';
import { realtimeUs } from '../clock.ts';
import type { OwnedFd } from '../fd.ts';
import { koffi, libc } from '../libc.ts';
import { watchReadable } from '../readiness.ts';
import { bound } from './datagram.ts';
import { MessageHeader } from './message-header.ts';
import { openSocket, withOptions } from './options.ts';

const AF_PACKET = 17;
const SOCK_RAW = 3;
const NOTHING_YET = 0;
const ETHERTYPE_ALL = 0x0003;
const ANY_INTERFACE = 0;

const SOL_SOCKET = 1;
const SOL_PACKET = 263;
const ATTACH_FILTER = { name: 'SO_ATTACH_FILTER', level: SOL_SOCKET, option: 26 };
const TIMESTAMPNS = { name: 'SO_TIMESTAMPNS', level: SOL_SOCKET, option: 35 };
const AUXDATA = { name: 'PACKET_AUXDATA', level: SOL_PACKET, option: 8 };
const ADD_MEMBERSHIP = { name: 'PACKET_ADD_MEMBERSHIP', level: SOL_PACKET, option: 1 };
const PROMISCUOUS = 1;

const LINK_ADDRESS_BYTES = 20;
/** More than the longest frame of an Ethernet with jumbo frames. */
const FRAME_BYTES = 16_384;
const CONTROL_BYTES = 256;
const MAX_FRAMES_PER_WAKEUP = 256;
const PACKET_OUTGOING = 4;

/** Kinds of hardware whose frames begin with an Ethernet header, and with the IP packet itself. */
const ETHERNET_LIKE: ReadonlySet<number> = new Set([1, 772]);
const WITHOUT_HEADER: ReadonlySet<number> = new Set([512, 65_534]);

/** A frame as a packet socket gives it. `linkType`: LINKTYPE_ number of its header. */
export interface CapturedFrame {
  readonly interfaceIndex: number;
  readonly direction: 'in' | 'out';
  readonly atUs: number;
  readonly linkType: number;
  readonly removedVlan?: number;
  readonly bytes: Uint8Array;
}

/** Calls `receive` for each frame, until the descriptor is closed. */
export interface CaptureRequest {
  /** Interfaces that are made promiscuous as long as the socket is open. */
  readonly links: readonly Link[];
  /** `all`: also other interfaces and those to come. */
  readonly only: 'these' | 'all';
  readonly receive: (frame: CapturedFrame) => void;
}

/**
 * Sees every VRRP packet that passes the interfaces of the current network namespace, whoever it is for. Looks on only:
 * joins no group and sends nothing. EPERM without CAP_NET_RAW.
 */
export function openCaptureSocket({ links, only, receive }: CaptureRequest): Result<OwnedFd, SystemError> {
  const opened = openSocket('a packet socket', [AF_PACKET, SOCK_RAW, NOTHING_YET], 'CAP_NET_RAW');
  if (!opened.ok) return opened;
  const filter = Buffer.from(vrrpFilter());
  const ready = withOptions(opened.value, [
    [ATTACH_FILTER, programAt(filter)],
    [TIMESTAMPNS, 1],
    [AUXDATA, 1],
    ...links.map((link) => [ADD_MEMBERSHIP, promiscuous(link)] as const),
  ]);
  if (!ready.ok) return ready;
  const listening = bound(ready.value, linkSocketAddress(ANY_INTERFACE, ETHERTYPE_ALL, new Uint8Array()), 'listening');
  if (!listening.ok) return listening;
  const wanted = new Set(links.map(({ index }) => index));
  const incoming = new MessageHeader({
    nameBytes: LINK_ADDRESS_BYTES,
    dataBytes: FRAME_BYTES,
    controlBytes: CONTROL_BYTES,
  });
  watchReadable(ready.value, () => {
    for (let frames = 0; frames < MAX_FRAMES_PER_WAKEUP && !ready.value.isClosed; frames += 1) {
      const bytes = libc.recvmsg(ready.value.number, incoming.prepared(), 0);
      if (bytes < 0) return; // nothing more, or an interface that went down, which others tell of
      const frame = capturedFrame(incoming, bytes);
      if (frame !== undefined && (only === 'all' || wanted.has(frame.interfaceIndex))) receive(frame);
    }
  });
  return ok(ready.value);
}

/** `sock_fprog`: the number of instructions and where they are. The kernel copies them. */
function programAt(filter: Buffer): Uint8Array {
  const program = new Uint8Array(16);
  viewOf(program).setUint16(0, filter.length / 8, true);
  viewOf(program).setBigUint64(8, BigInt(koffi.address(filter)), true);
  return program;
}

/** `packet_mreq`; ends with the socket. */
function promiscuous({ index }: Link): Uint8Array {
  const request = new Uint8Array(16);
  viewOf(request).setInt32(0, index, true);
  viewOf(request).setUint16(4, PROMISCUOUS, true);
  return request;
}

function capturedFrame(incoming: MessageHeader, bytes: number): CapturedFrame | undefined {
  const hardware = incoming.name.readUInt16LE(8);
  const linkType = ETHERNET_LIKE.has(hardware)
    ? LINK_TYPE.ethernet
    : WITHOUT_HEADER.has(hardware)
      ? LINK_TYPE.rawIp
      : undefined;
  if (linkType === undefined) return undefined;
  const { receivedAtUs = realtimeUs(), removedVlan } = decodeReceiveInfo(incoming.receivedControl());
  return {
    interfaceIndex: incoming.name.readInt32LE(4),
    direction: incoming.name.readUInt8(10) === PACKET_OUTGOING ? 'out' : 'in',
    atUs: Math.floor(receivedAtUs),
    linkType,
    ...(removedVlan === undefined ? {} : { removedVlan }),
    bytes: new Uint8Array(incoming.data.subarray(0, bytes)),
  };
}
