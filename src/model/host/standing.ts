import type { InstanceConfig } from '../instance.ts';
import type { Model } from '../model.ts';
import type { HostItem } from './item.ts';
import { virtualMac } from './vmac.ts';

type Wanted = Pick<Model, 'instances' | 'statics'>;

/** What an instance needs on its host for as long as it is configured, whatever its state. */
export function standingItems(config: InstanceConfig): readonly HostItem[] {
  const { interface: own, vmac, promoteSecondaries } = config;
  const items: HostItem[] = [];
  if (promoteSecondaries === 'on') {
    items.push({ kind: 'setting', device: own, setting: 'promote_secondaries', value: 1 });
  }
  if (vmac !== 'none') items.push({ kind: 'vmac', name: vmac.name, parent: own, mac: virtualMac(config) });
  const addresses = [...config.vips, ...config.excludedVips].map(({ address }) => address);
  if (config.acceptMode === 'refuse' && addresses.length > 0) items.push({ kind: 'closed', addresses });
  return items;
}

/** All that stands on a host in every state of its instances, in the order in which it can be set. */
export const fixturesOf = ({ instances, statics }: Wanted): readonly HostItem[] => [
  ...instances.flatMap(standingItems),
  ...statics,
];

/** All addresses that move, as items of the host. */
export const vipItemsOf = ({ instances }: Pick<Wanted, 'instances'>): readonly HostItem[] =>
  instances.flatMap(({ vips, excludedVips }) =>
    [...vips, ...excludedVips].map((address) => ({ kind: 'address', address }) as const),
  );
