import { isLinkLocal, parseIp } from '../../../model/address.ts';
import { bestPriority, type InstanceConfig, type KnownNode, sourceKind } from '../../../model/instance.ts';
import type { Model } from '../../../model/model.ts';
import type { Member } from '../rules/judge-nodes.ts';
import { addressIn, type ClusterNode } from './read-nodes.ts';

/**
 * A node's model, with what it knows of all nodes: where the adverts of each come from, and what it has at its best. Only
 * where every address is known: half a list would make a node take the wrong turn. Source: `checks.md` 3.7.
 */
export function withKnownNodes(model: Model, members: readonly Member[]): Model {
  const instances = model.instances.map((instance) => {
    const of = members.filter(({ config }) => config.name === instance.name);
    const known = of.flatMap((member) => knownNode(member) ?? []);
    return { ...instance, knownNodes: known.length === of.length && of.length > 1 ? known : [] };
  });
  return { ...model, instances };
}

function knownNode({ node, config }: Member): KnownNode | undefined {
  const address = sourceOf(config) ?? usualSource(node, config);
  return address === undefined ? undefined : { address, bestPriority: bestPriority(config) };
}

const sourceOf = ({ sourceAddress }: InstanceConfig): KnownNode['address'] | undefined =>
  sourceAddress === 'interface' ? undefined : sourceAddress;

/** A node's address, unless its adverts cannot come from there: over IPv6 multicast leaves from a link-local address. */
function usualSource(node: ClusterNode, config: InstanceConfig): KnownNode['address'] | undefined {
  const address = parseIp(addressIn(node, config.family)?.text ?? '');
  if (address === undefined) return undefined;
  return sourceKind(config) === 'link-local IPv6' && !isLinkLocal(address) ? undefined : address;
}
