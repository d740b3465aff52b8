import { openNetwork } from '../../linux/network.ts';
import type { InstanceConfig } from '../../model/instance.ts';
import { PRIORITY_LEAVING } from '../../model/priority.ts';
import type { Link, Network } from '../../ports/network.ts';
import type { ChecksumForm } from '../../vrrp/refusal.ts';
import { advertPackets } from '../../vrrp/outgoing.ts';
import type { IpAddress } from '../../model/address.ts';
import { type HostItem, itemText } from '../../model/host/item.ts';
import { sendingDevice } from '../../model/host/vmac.ts';

/** An instance as main last knew it. */
export interface Orphan {
  readonly config: InstanceConfig;
  readonly sourceAddress: IpAddress | 'none';
  /** What peers speak, for `v3_checksum auto`. */
  readonly checksumHeard: ChecksumForm;
}

/**
 * The dataplane is gone without a word. For every instance whose VIP is still on this host: one priority-0 advert, so
 * that a peer takes over at once, then the VIPs go. What the kernel has on the interface decides, not what main
 * believes.
 * @param fixtures what goes as well, because nobody will hold these instances here; in the order in which it was set
 * @returns names of the instances that held a VIP, and what could not be done, in words
 */
export function rescue(
  orphans: readonly Orphan[],
  fixtures: readonly HostItem[],
): { readonly held: readonly string[]; readonly troubles: readonly string[] } {
  const network = openNetwork();
  if (!network.ok) return { held: [], troubles: [network.error.text] };
  try {
    const { held, troubles } = rescueOn(network.value, orphans);
    return { held, troubles: [...troubles, ...removeAll(network.value, fixtures)] };
  } finally {
    network.value.close();
  }
}

function rescueOn(network: Network, orphans: readonly Orphan[]): ReturnType<typeof rescue> {
  const links = network.links();
  const addresses = network.addresses();
  if (!links.ok) return { held: [], troubles: [links.error.text] };
  if (!addresses.ok) return { held: [], troubles: [addresses.error.text] };
  const nameOf = new Map(links.value.map(({ index, name }) => [index, name]));
  const onHost = new Set(addresses.value.map(({ address, index }) => `${address} ${nameOf.get(index)}`));
  const holders = orphans.filter(
    ({ config }) =>
      allVips(config).some(({ address, device }) => onHost.has(`${address} ${device}`)) || carries(network, config),
  );
  const troubles = holders.flatMap((orphan) => release(network, links.value, orphan));
  return { held: [...new Set(holders.map(({ config }) => config.name))], troubles };
}

function carries(network: Network, { carried }: InstanceConfig): boolean {
  const missing = network.missing(carried);
  return missing.ok && missing.value.length < carried.length;
}

/** The last one first. */
const removeAll = (network: Network, items: readonly HostItem[]): readonly string[] =>
  items.toReversed().flatMap((item) => {
    const removed = network.uninstall(item);
    return removed.ok ? [] : [`cannot remove ${itemText(item)}: ${removed.error.text}`];
  });

function release(network: Network, links: readonly Link[], orphan: Orphan): readonly string[] {
  const { config } = orphan;
  const troubles = [...sayGoodbye(network, links, orphan), ...removeAll(network, config.carried)];
  for (const vip of allVips(config)) {
    const link = links.find((each) => each.name === vip.device);
    const removed = link === undefined ? undefined : network.removeAddress(vip, link);
    if (removed !== undefined && !removed.ok) troubles.push(`cannot remove ${vip.address}: ${removed.error.text}`);
  }
  return troubles;
}

function sayGoodbye(network: Network, links: readonly Link[], orphan: Orphan): readonly string[] {
  const { config, sourceAddress, checksumHeard } = orphan;
  const link = links.find((each) => each.name === sendingDevice(config));
  if (link === undefined || sourceAddress === 'none') return [];
  const socket = network.openVrrpSocket(link, config.family, () => {});
  if (!socket.ok) return [socket.error.text];
  const troubles: string[] = [];
  for (const packet of advertPackets(config, sourceAddress, PRIORITY_LEAVING, checksumHeard)) {
    const sent = socket.value.send(packet);
    if (!sent.ok) troubles.push(sent.error.text);
  }
  socket.value.close();
  return troubles;
}

const allVips = (config: InstanceConfig): InstanceConfig['vips'] => [...config.vips, ...config.excludedVips];
