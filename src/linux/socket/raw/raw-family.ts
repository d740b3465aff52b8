/** What differs between raw protocol 112 over IPv4 and over IPv6. */
import { addressBytes } from '../../../model/address.ts';
import type { IpAddress, IpFamily } from '../../../model/address.ts';
import type { ReceivedPacket } from '../../../ports/network.ts';
import type { ReceiveInfo } from '../../../wire/control-message.ts';
import { decodeIpv4 } from '../../../wire/ipv4.ts';
import { ipv6FromSocketAddress } from '../../../wire/socket-address.ts';
import { int32 } from '../options.ts';
import type { SocketOption } from '../options.ts';

const SOL_IP = 0;
const SOL_IPV6 = 41;
const CS6 = 0xc0;
/** Do not set "don't fragment", as no VRRP peer does. */
const PMTUDISC_DONT = 0;
const IPV6_HEADER_BYTES = 40;

type Option = readonly [SocketOption, number | Uint8Array];
/** A packet without what is the same in both families. */
type Content = Omit<ReceivedPacket, 'interfaceIndex'>;

interface RawFamily {
  readonly domain: number;
  readonly options: readonly Option[];
  readonly membership: SocketOption;
  readonly leaving: SocketOption;
  /** The value of both. */
  readonly groupRequest: (group: IpAddress, index: number) => Uint8Array;
  /** `undefined`: nothing that a socket in order delivers. `name`: `sockaddr` of the sender. */
  readonly contentOf: (data: Uint8Array, info: ReceiveInfo, name: Uint8Array) => Content | undefined;
}

const option = (name: string, level: number, number: number): SocketOption => ({ name, level, option: number });

const IPV4: RawFamily = {
  domain: 2,
  options: [
    [option('IP_MULTICAST_LOOP', SOL_IP, 34), 0],
    [option('IP_TOS', SOL_IP, 1), CS6],
    [option('IP_MTU_DISCOVER', SOL_IP, 10), PMTUDISC_DONT],
    [option('IP_PKTINFO', SOL_IP, 8), 1],
  ],
  membership: option('IP_ADD_MEMBERSHIP', SOL_IP, 35),
  leaving: option('IP_DROP_MEMBERSHIP', SOL_IP, 36),
  // `ip_mreqn`: group, any address, interface
  groupRequest: (group, index) => Uint8Array.of(...addressBytes(group), 0, 0, 0, 0, ...int32(index)),
  contentOf: (data) => {
    const packet = decodeIpv4(data); // the kernel delivers whole IPv4 headers only
    if (packet === undefined) return undefined;
    const { source, destination, ttl, headerBytes, totalLength, payload } = packet;
    return { source, destination, ttl, ipHeaderBytes: headerBytes, ipTotalLength: totalLength, payload };
  },
};

/** The checksum is left to the protocol core, which says what is wrong where the kernel would only drop. */
const IPV6: RawFamily = {
  domain: 10,
  options: [
    [option('IPV6_MULTICAST_LOOP', SOL_IPV6, 19), 0],
    [option('IPV6_TCLASS', SOL_IPV6, 67), CS6],
    [option('IPV6_RECVPKTINFO', SOL_IPV6, 49), 1],
    [option('IPV6_RECVHOPLIMIT', SOL_IPV6, 51), 1],
  ],
  membership: option('IPV6_ADD_MEMBERSHIP', SOL_IPV6, 20),
  leaving: option('IPV6_DROP_MEMBERSHIP', SOL_IPV6, 21),
  groupRequest: (group, index) => Uint8Array.of(...addressBytes(group), ...int32(index)),
  contentOf: (payload, { destination, hopLimit }, name) => {
    if (destination === undefined || hopLimit === undefined) return undefined;
    const ipTotalLength = IPV6_HEADER_BYTES + payload.length;
    const source = ipv6FromSocketAddress(name);
    return { source, destination, ttl: hopLimit, ipHeaderBytes: IPV6_HEADER_BYTES, ipTotalLength, payload };
  },
};

export const RAW_FAMILIES: Readonly<Record<IpFamily, RawFamily>> = { 4: IPV4, 6: IPV6 };
