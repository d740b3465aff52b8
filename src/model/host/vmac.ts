import { addressFromBytes, type IpAddress } from '../address.ts';
import type { InstanceConfig } from '../instance.ts';

/** The virtual MAC of RFC 9568 §7.3: the same on every node, so it moves with the VIPs. */
export const virtualMac = ({ vrid, family }: Pick<InstanceConfig, 'vrid' | 'family'>): string =>
  `00:00:5e:00:0${family === 4 ? 1 : 2}:${vrid.toString(16).padStart(2, '0')}`;

type Instance = Pick<InstanceConfig, 'interface' | 'vmac'>;

/** The interface that adverts leave from. */
export const sendingDevice = ({ interface: own, vmac }: Instance): string =>
  vmac === 'none' || vmac.transmit === 'base' ? own : vmac.name;

/**
 * The interface that adverts are heard on. Multicast of a peer that sends from the same virtual MAC reaches only our own
 * macvlan with it; of any other peer both. Unicast comes to the address of the interface.
 */
export const listeningDevice = ({ interface: own, vmac, cast }: Instance & Pick<InstanceConfig, 'cast'>): string =>
  vmac === 'none' || cast.mode === 'unicast' ? own : vmac.name;

/**
 * The interface whose address adverts leave from. Over IPv6 a link-local source is that of the interface itself, and a
 * vmac has one of its own; over IPv4 the base's serves both.
 */
export const sourceDevice = (config: Instance & Pick<InstanceConfig, 'cast' | 'family'>): string =>
  config.family === 6 && config.cast.mode === 'multicast' ? sendingDevice(config) : config.interface;

/**
 * The link-local address of a vmac over IPv6: of the base's MAC and the VRID, because one that is made of the virtual MAC
 * would be the same on every node. `base`: six bytes.
 */
export function vmacLinkLocal(base: Uint8Array, virtual: string): IpAddress {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = base;
  const vrid = Number.parseInt(virtual.slice(-2), 16);
  return addressFromBytes(Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0x5e, vrid, d, e, f), 0, 6);
}

/** Whether this virtual MAC is one for IPv6 (RFC 9568 §7.3). */
export const isIpv6Mac = (virtual: string): boolean => virtual.startsWith('00:00:5e:00:02:');
