import { expect, test } from 'vitest';
import { vrrpFilter } from '../../src/wire/packet-filter.ts';

interface Packet {
  /** What the kernel takes for the EtherType. */
  readonly etherType: number;
  /** Where it takes the network header to begin. */
  readonly network: number;
  readonly bytes: readonly number[];
}

/** Runs the program as the kernel does (bpf(4)): a load beyond the packet drops it. */
function kept({ etherType, network, bytes }: Packet): boolean {
  const filter = vrrpFilter();
  const view = new DataView(filter.buffer);
  const byteAt = (offset: number): number | undefined =>
    bytes[offset >= 0xfff00000 ? offset - 0xfff00000 + network : offset];
  let accumulator = 0;
  for (let at = 0; at < filter.length / 8; at += 1) {
    const [code, value] = [view.getUint16(8 * at, true), view.getUint32(8 * at + 4, true)];
    if (code === 0x06) return value > 0;
    if (code === 0x15) at += view.getUint8(8 * at + (accumulator === value ? 2 : 3));
    else if (value === 0xfffff000) accumulator = etherType;
    else {
      const [high, low] = code === 0x28 ? [byteAt(value), byteAt(value + 1)] : [0, byteAt(value)];
      if (high === undefined || low === undefined) return false;
      accumulator = high * 256 + low;
    }
  }
  throw new Error('the program ran past its end');
}

const ipv4 = (protocol: number): number[] => [0x45, 0xc0, 0, 32, 0, 1, 0, 0, 255, protocol, 0, 0];
const ipv6 = (nextHeader: number): number[] => [0x60, 0, 0, 0, 0, 8, nextHeader, 255];
const MACS = Array.from({ length: 12 }, () => 2);
const VLAN = [0x81, 0, 0, 10];

const frame = (etherType: number, packet: readonly number[], tags: readonly number[] = []): Packet => ({
  etherType: tags.length === 0 ? etherType : (tags[0] ?? 0) * 256 + (tags[1] ?? 0),
  network: MACS.length + 2,
  bytes: [...MACS, ...tags, etherType >> 8, etherType & 0xff, ...packet],
});

test.each([
  ['IPv4', frame(0x0800, ipv4(112))],
  ['IPv6', frame(0x86dd, ipv6(112))],
  ['IPv4 in a VLAN', frame(0x0800, ipv4(112), VLAN)],
  ['IPv6 in a VLAN', frame(0x86dd, ipv6(112), VLAN)],
  ['IPv4 in a VLAN of a provider', frame(0x0800, ipv4(112), [0x88, 0xa8, 0, 1, ...VLAN])],
  ['IPv4 without a link header', { etherType: 0x0800, network: 0, bytes: ipv4(112) }],
])('VRRP over %s is kept', (_, packet) => expect(kept(packet)).toBe(true));

test.each([
  ['TCP', frame(0x0800, ipv4(6))],
  ['UDP over IPv6', frame(0x86dd, ipv6(17))],
  ['ARP', frame(0x0806, ipv4(112))],
  ['TCP in a VLAN', frame(0x0800, ipv4(6), VLAN)],
  ['three tags', frame(0x0800, ipv4(112), [...VLAN, ...VLAN, ...VLAN])],
  ['a cut frame', frame(0x0800, [0x45])],
])('%s is dropped', (_, packet) => expect(kept(packet)).toBe(false));
