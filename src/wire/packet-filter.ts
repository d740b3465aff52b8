/** The kernel's packet filter: programs of classic BPF, as a packet socket takes them. */
import { ETHERTYPE_IPV4, VLAN_ETHERTYPES } from './link-header.ts';
import { ETHERTYPE_IPV6 } from './neighbour.ts';
import { concatenate } from './netlink/attribute.ts';
import { viewOf } from './netlink/message.ts';

/** Loads a half word or a byte, compares, or ends with how many bytes of the packet are kept. */
const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** What the kernel knows beside the bytes: the EtherType, and where the network header is. */
const KERNEL_ETHERTYPE = 0xfffff000;
const NETWORK_HEADER = 0xfff00000;

const VRRP = 112;
const IPV4_PROTOCOL = 9;
const IPV6_NEXT_HEADER = 6;
const ETHERNET_BYTES = 14;
const VLAN_BYTES = 4;
const KEEP_ALL = 0x40000;

/** One instruction; jumps count instructions after the next one. */
interface Instruction {
  readonly code: number;
  readonly ifEqual: number;
  readonly ifNot: number;
  readonly value: number;
}

const load = (code: number, value: number): Instruction => ({ code, ifEqual: 0, ifNot: 0, value });
const end = (keepBytes: number): Instruction => ({ code: RETURN, ifEqual: 0, ifNot: 0, value: keepBytes });
const DROP = end(0);

/** Runs `then`, which ends the program, when the loaded value is this one; else goes on behind it. */
const whenEqual = (value: number, then: readonly Instruction[]): readonly Instruction[] => [
  { code: JUMP_IF_EQUAL, ifEqual: 0, ifNot: then.length, value },
  ...then,
];

const keepIfVrrp = (offset: number): readonly Instruction[] => [
  load(LOAD_BYTE, offset),
  ...whenEqual(VRRP, [end(KEEP_ALL)]),
  DROP,
];

/** After an EtherType was loaded whose packet begins at `packet`. */
const vrrpAt = (packet: number): readonly Instruction[] => [
  ...whenEqual(ETHERTYPE_IPV4, keepIfVrrp(packet + IPV4_PROTOCOL)),
  ...whenEqual(ETHERTYPE_IPV6, keepIfVrrp(packet + IPV6_NEXT_HEADER)),
];

/** Behind so many tags that are in the bytes of an Ethernet frame. */
function taggedAt(tags: number): readonly Instruction[] {
  const packet = ETHERNET_BYTES + VLAN_BYTES * tags;
  return [load(LOAD_HALF, packet - 2), ...vrrpAt(packet)];
}

/**
 * Lets VRRP over IPv4 and IPv6 through, on links of any kind, behind up to two VLAN tags besides the one that the kernel
 * takes out itself. Fragments too: whoever decodes them decides. `sock_filter` structures, 8 bytes each.
 */
export function vrrpFilter(): Uint8Array {
  const tagged = [...taggedAt(1), ...taggedAt(2), DROP];
  const program = [
    load(LOAD_HALF, KERNEL_ETHERTYPE),
    ...vrrpAt(NETWORK_HEADER),
    ...VLAN_ETHERTYPES.flatMap((etherType) => whenEqual(etherType, tagged)),
    DROP,
  ];
  return concatenate(program.map(encode));
}

function encode({ code, ifEqual, ifNot, value }: Instruction): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = viewOf(bytes);
  view.setUint16(0, code, true);
  view.setUint8(2, ifEqual);
  view.setUint8(3, ifNot);
  view.setUint32(4, value >>> 0, true);
  return bytes;
}
