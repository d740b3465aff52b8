/** Frames and capture files, built byte by byte. */
import type { Frame } from '../../src/capture/frame.ts';
import { addressBytes, familyOf, type IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { Vrid } from '../../src/model/vrid.ts';
import { encodeAdvert, type OutgoingAdvert } from '../../src/vrrp/encode.ts';
import { LINK_TYPE } from '../../src/wire/link-header.ts';

export const FIRST = '10.9.0.1' as IpAddress;
export const SECOND = '10.9.0.2' as IpAddress;
const GROUP = '224.0.0.18' as IpAddress;

/** An ordinary advert; a test says only what matters to it. */
export const advertOf = (changes: Partial<OutgoingAdvert> = {}): OutgoingAdvert => ({
  version: 2,
  vrid: 51 as Vrid,
  priority: 150 as Priority,
  advertIntervalCs: 100,
  addresses: ['10.9.0.100' as IpAddress],
  authentication: { type: 'none' },
  v3Checksum: 'pseudo',
  source: FIRST,
  destination: GROUP,
  ...changes,
});

/** The same over IPv6. */
export const advertOf6 = (changes: Partial<OutgoingAdvert> = {}): OutgoingAdvert =>
  advertOf({
    version: 3,
    addresses: ['fe80::50' as IpAddress, 'fd00::50' as IpAddress],
    source: 'fe80::1' as IpAddress,
    destination: 'ff02::12' as IpAddress,
    ...changes,
  });

export interface Around {
  readonly ttl?: number;
  readonly vlans?: readonly number[];
  readonly bend?: (message: Uint8Array) => Uint8Array;
}

/** An IP packet without options around a message. */
export function ipPacket(advert: OutgoingAdvert, { ttl = 255, bend = (message) => message }: Around = {}): Uint8Array {
  const message = bend(encodeAdvert(advert));
  const addresses = [...addressBytes(advert.source), ...addressBytes(advert.destination)];
  if (familyOf(advert.source) === 6) {
    return Uint8Array.from([
      0x6c,
      0,
      0,
      0,
      message.length >> 8,
      message.length & 0xff,
      112,
      ttl,
      ...addresses,
      ...message,
    ]);
  }
  const total = 20 + message.length;
  const header = [0x45, 0xc0, total >> 8, total & 0xff, 0, 1, 0, 0, ttl, 112, 0, 0];
  return Uint8Array.from([...header, ...addresses, ...message]);
}

/** An Ethernet frame, with VLAN tags in its bytes. */
export function ethernetBytes(advert: OutgoingAdvert, around: Around = {}): Uint8Array {
  const tags = (around.vlans ?? []).flatMap((vlan) => [0x81, 0x00, vlan >> 8, vlan & 0xff]);
  const etherType = familyOf(advert.source) === 4 ? [0x08, 0x00] : [0x86, 0xdd];
  const macs = [0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0x02, 0x00, 0x00, 0x00, 0x00, advert.source === FIRST ? 1 : 2];
  return Uint8Array.from([...macs, ...tags, ...etherType, ...ipPacket(advert, around)]);
}

export const frameOf = (bytes: Uint8Array, changes: Partial<Frame> = {}): Frame => ({
  atUs: 0,
  interface: 'eth0',
  direction: 'in',
  linkType: LINK_TYPE.ethernet,
  bytes,
  ...changes,
});

export interface PcapForm {
  readonly littleEndian: boolean;
  readonly perSecond: 1_000_000 | 1_000_000_000;
  readonly linkType?: number;
}

/** A number of 16 or 32 bits in one byte order. */
function numbers(littleEndian: boolean, ...values: readonly (readonly [bits: 16 | 32, value: number])[]): number[] {
  return values.flatMap(([bits, value]) => {
    const bytes = Array.from({ length: bits / 8 }, (_, index) => (value >>> (8 * index)) & 0xff);
    return littleEndian ? bytes : bytes.toReversed();
  });
}

/** A classic capture file; times in microseconds. */
export function pcapFile(
  { littleEndian, perSecond, linkType = LINK_TYPE.ethernet }: PcapForm,
  records: readonly { readonly atUs: number; readonly bytes: Uint8Array }[],
): Uint8Array {
  const magic = perSecond === 1_000_000 ? 0xa1b2c3d4 : 0xa1b23c4d;
  const header = numbers(littleEndian, [32, magic], [16, 2], [16, 4], [32, 0], [32, 0], [32, 262_144], [32, linkType]);
  const body = records.flatMap(({ atUs, bytes }) => [
    ...numbers(
      littleEndian,
      [32, Math.floor(atUs / 1_000_000)],
      [32, ((atUs % 1_000_000) * perSecond) / 1_000_000],
      [32, bytes.length],
      [32, bytes.length],
    ),
    ...bytes,
  ]);
  return Uint8Array.from([...header, ...body]);
}

const padded = (bytes: readonly number[]): number[] => [
  ...bytes,
  ...Array.from({ length: (4 - (bytes.length % 4)) % 4 }, () => 0),
];

/** One pcapng block around a body. */
export function block(littleEndian: boolean, type: number, body: readonly number[]): number[] {
  const whole = padded(body);
  const length = numbers(littleEndian, [32, whole.length + 12]);
  return [...numbers(littleEndian, [32, type]), ...length, ...whole, ...length];
}

export const option = (littleEndian: boolean, code: number, value: readonly number[]): number[] => [
  ...numbers(littleEndian, [16, code], [16, value.length]),
  ...padded(value),
];

export const text = (value: string): number[] => [...new TextEncoder().encode(value)];

export const section = (littleEndian: boolean): number[] =>
  block(littleEndian, 0x0a0d0d0a, [
    ...numbers(littleEndian, [32, 0x1a2b3c4d], [16, 1], [16, 0]),
    ...Array.from({ length: 8 }, () => 0xff),
  ]);

export const interfaceBlock = (littleEndian: boolean, options: readonly number[] = [], linkType = 1): number[] =>
  block(littleEndian, 1, [...numbers(littleEndian, [16, linkType], [16, 0], [32, 262_144]), ...options]);

export interface PacketBlock {
  readonly ticks: bigint;
  readonly bytes: Uint8Array;
  readonly interfaceId?: number;
  readonly options?: readonly number[];
}

export function packetBlock(
  littleEndian: boolean,
  { ticks, bytes, interfaceId = 0, options = [] }: PacketBlock,
): number[] {
  const high = Number(ticks >> 32n);
  const low = Number(ticks & 0xffffffffn);
  const header = numbers(
    littleEndian,
    [32, interfaceId],
    [32, high],
    [32, low],
    [32, bytes.length],
    [32, bytes.length],
  );
  return block(littleEndian, 6, [...header, ...padded([...bytes]), ...options]);
}
