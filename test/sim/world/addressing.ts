/** Which addresses everybody has: host 3 has 10.9.0.3, fe80::3 and fd00:9::3 on `eth0`, and 10.9.1.3 and so on on `eth1`. */
import type { IpAddress } from '../../../src/model/address.ts';
import { type InstanceConfig, type SourceKind, sourceKind } from '../../../src/model/instance.ts';
import type { Device, OwnAddresses } from './host.ts';

const SEGMENT: Readonly<Record<Device, number>> = { eth0: 0, eth1: 1 };

const prefixOf = (device: Device, kind: SourceKind): string => {
  const segment = SEGMENT[device];
  if (kind === 'IPv4') return `10.9.${segment}.`;
  const text = kind === 'IPv6' ? 'fd00:9:' : 'fe80:';
  return segment === 0 ? `${text}:` : `${text}:${segment}:`;
};

/** Of a host, by its number from 1 to 9, or of a VIP. */
export const addressOn = (device: Device, kind: SourceKind, number: number): IpAddress =>
  `${prefixOf(device, kind)}${number}` as IpAddress;

/** Everything that host has of its own. */
export function ownAddressesOf(number: number): OwnAddresses {
  const kinds = ['IPv4', 'link-local IPv6', 'IPv6'] as const;
  const on = (device: Device): readonly IpAddress[] => kinds.map((kind) => addressOn(device, kind, number));
  return { eth0: on('eth0'), eth1: on('eth1') };
}

export const numberOf = (address: string): number => Number(address.split('.').at(-1));

export const deviceOf = ({ interface: name }: Pick<InstanceConfig, 'interface'>): Device =>
  name === 'eth1' ? 'eth1' : 'eth0';

/** What an instance's adverts leave from, on the host with this name. */
export const sourceOf = (config: InstanceConfig, host: string): IpAddress =>
  addressOn(deviceOf(config), sourceKind(config), numberOf(host));
