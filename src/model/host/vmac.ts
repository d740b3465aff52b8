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
